import {
  defaultFieldResolver,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { hashText } from './hash-text.ts';

/** How many entities of each type there are; small, so that lists meet the same one twice. */
const entityCount = 6;

/** An object as the generated resolvers pass it on. Its `n` says which entity it is; all its values follow from that. */
interface Generated {
  readonly __typename?: string;
  /** Which one of its type (entities), or a hash of the way here (others). */
  readonly n: number;
  readonly seed: string;
  /** What a representation brought along. */
  readonly reference?: Readonly<Record<string, unknown>>;
}

/** Makes generated data stranger. */
export interface DataOptions {
  /** Of 100 fields, how many fail with an error. */
  readonly errorPercent: number;
  /** Of 100 nullable fields, how many are null. */
  readonly nullPercent: number;
  /** Of 100 entities in each subgraph, how many it doesn't know. */
  readonly missingPercent: number;
  /**
   * Told of a field (`Type.field`) that was asked for without what it requires, or that the subgraph only mentions and was
   * neither told nor provides: what is answered is made up of nothing.
   */
  readonly onUntold?: (coordinate: string) => void;
}

/**
 * Gives a subgraph's schema resolvers that make data up, the same for the same entity, field and arguments in every
 * subgraph and every run. Key fields carry the entity's number, so that any key finds it again; a field with @requires
 * answers with a hash of what it was given, so that a router that passes on something else is found out.
 */
export function addGeneratedData(schema: GraphQLSchema, subgraph: string, options: DataOptions): GraphQLSchema {
  const keyFields = collectKeyFields(schema);
  const providedNames = namesProvided(schema);
  const numbersOf = (type: GraphQLNamedType): readonly number[] => {
    const all = Array.from({ length: entityCount }, (_, n) => n);
    if (!isObjectType(type)) return all;
    const owner = type
      .getInterfaces()
      .find((candidate) => isInterfaceType(candidate) && directivesOf(candidate, 'key').length > 0);
    if (!owner) return all;
    const implementers = [...schema.getPossibleTypes(owner)].map(({ name }) => name).sort();
    return all.filter((n) => implementers[n % implementers.length] === type.name);
  };

  const makeObject = (type: GraphQLNamedType, seed: string): Generated => {
    const isEntity = directivesOf(type, 'key').length > 0;
    if (isAbstractType(type)) {
      const names = [...schema.getPossibleTypes(type)].map(({ name }) => name).sort();
      if (isEntity) {
        const n = hashText(seed) % entityCount;
        return { __typename: names[n % names.length], n, seed: `entity${n}` };
      }
      const name = names[hashText(seed) % names.length]!;
      return { ...makeObject(schema.getType(name)!, seed), __typename: name };
    }
    if (!isEntity) return { __typename: type.name, n: hashText(seed) % entityCount, seed };
    const numbers = numbersOf(type);
    const n = numbers[hashText(seed) % numbers.length]!;
    return { __typename: type.name, n, seed: `entity${n}` };
  };

  const makeValue = (type: GraphQLOutputType, seed: string): unknown => {
    if (isNonNullType(type)) return makeValue(type.ofType, seed);
    if (isListType(type))
      return Array.from({ length: hashText(`${seed}#`) % 4 }, (_, index) => {
        const item = `${seed}/${index}`;
        return !isNonNullType(type.ofType) && hashText(`${item}?`) % 100 < options.nullPercent
          ? null
          : makeValue(type.ofType, item);
      });
    if (isEnumType(type)) {
      const values = type
        .getValues()
        .map(({ name }) => name)
        .sort();
      return values[hashText(seed) % values.length];
    }
    const hash = hashText(seed);
    if ('name' in type && type.name === 'Int') return hash % 1000;
    if ('name' in type && type.name === 'Float') return (hash % 1000) / 4;
    if ('name' in type && type.name === 'Boolean') return hash % 2 === 0;
    if (isObjectType(type) || isAbstractType(type)) return makeObject(type, seed);
    return `v${hash % 100000}${hash % 7 === 0 ? ' "é\\' : ''}`;
  };

  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('_')) continue;
    if (isAbstractType(type) && type.name !== '_Entity') type.resolveType = (value: Generated) => value.__typename;
    if (directivesOf(type, 'key').length > 0) addReferenceResolver(type);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.name.startsWith('_') || field.resolve) continue;
      field.resolve = makeResolver(type.name, field.name, field.type);
    }
  }
  return schema;

  function makeResolver(
    typeName: string,
    fieldName: string,
    type: GraphQLOutputType,
  ): GraphQLFieldResolver<Generated, unknown> {
    const requires = directivesOf(schema.getType(typeName)!, 'requires', fieldName)[0];
    const isExternal = directivesOf(schema.getType(typeName)!, 'external', fieldName).length > 0;
    const needs =
      requires === undefined ? (isExternal && !providedNames.has(fieldName) ? [fieldName] : []) : topNames(requires);
    // An id is one where another subgraph has the key as well.
    const isKey = keyFields.has(`${typeName}.${fieldName}`) || fieldName === 'id';
    return (parent, args, context, info) => {
      if (parent === undefined && !info.path.typename) return defaultFieldResolver(parent, args, context, info);
      const here = parent ?? { n: 0, seed: '' };
      if (isKey) {
        // A key that may be null sometimes is, the same one in every subgraph.
        const isNull = !isNonNullType(type) && hashText(`${here.seed} ${fieldName} key`) % 100 < options.nullPercent;
        return isNull ? null : keyValue(type, fieldName, here);
      }
      if (needs.some((name) => here.reference?.[name] === undefined)) options.onUntold?.(`${typeName}.${fieldName}`);
      const given = requires === undefined ? '' : pick(here.reference ?? {}, requires);
      const seed = `${here.seed} ${fieldName}(${JSON.stringify(args)})${given}`;
      const luck = hashText(`${typeName} ${seed}!`) % 100;
      if (luck < options.errorPercent)
        throw new GraphQLError(`${typeName}.${fieldName} failed`, {
          extensions: luck % 2 === 0 ? { code: 'UNLUCKY', detail: luck } : {},
        });
      if (!isNonNullType(type) && luck >= 100 - options.nullPercent) return null;
      return makeValue(type, seed);
    };
  }

  /** A key's value names the entity: `id-3`; objects inside keys pass the number on. */
  function keyValue(type: GraphQLOutputType, fieldName: string, parent: Generated): unknown {
    const inner = isNonNullType(type) ? type.ofType : type;
    if (isListType(inner)) return [keyValue(inner.ofType, fieldName, parent)];
    if (isObjectType(inner)) return { __typename: inner.name, n: parent.n, seed: `entity${parent.n}` };
    if ('name' in inner && inner.name === 'Int') return parent.n;
    return `${fieldName}-${parent.n}`;
  }

  function addReferenceResolver(type: GraphQLNamedType): void {
    const resolveReference = (reference: Record<string, unknown>): Generated | null => {
      const keys = directivesOf(type, 'key');
      const n = keys.map((key) => numberIn(reference, selectionOf(key))).find((found) => found !== undefined);
      if (n === undefined) return null;
      if (hashText(`${subgraph} ${type.name} ${n}`) % 100 < options.missingPercent) return null;
      const possible = isAbstractType(type) ? [...schema.getPossibleTypes(type)].map(({ name }) => name).sort() : [];
      const typeName = isAbstractType(type) ? possible[n % possible.length] : type.name;
      return { __typename: typeName, n, seed: `entity${n}`, reference };
    };
    const extensions = type.extensions as Record<string, unknown>;
    type.extensions = {
      ...extensions,
      apollo: { ...(extensions.apollo as object), subgraph: { resolveReference } },
    };
  }
}

/** The values of a directive's `fields` on a type or on one of its fields. */
function directivesOf(type: GraphQLNamedType, name: string, fieldName?: string): readonly string[] {
  const nodes = [type.astNode, ...(type.extensionASTNodes ?? [])].filter((node) => node != null);
  const holders = fieldName
    ? nodes
        .flatMap((node) => ('fields' in node ? [...(node.fields ?? [])] : []))
        .filter((field) => field.name.value === fieldName)
    : nodes;
  return holders
    .flatMap((node) => [...(node.directives ?? [])])
    .filter((directive) => directive.name.value === name)
    .map((directive) => {
      const value = directive.arguments?.find((argument) => argument.name.value === 'fields')?.value;
      return value?.kind === Kind.STRING ? value.value : '';
    });
}

function selectionOf(fields: string): SelectionSetNode {
  const operation = parse(`{${fields}}`).definitions[0]!;
  if (operation.kind !== Kind.OPERATION_DEFINITION) throw new Error('not a selection');
  return operation.selectionSet;
}

function topNames(fields: string): readonly string[] {
  return selectionOf(fields).selections.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
}

/** The names of all fields that some @provides of the subgraph has. */
function namesProvided(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set<string>();
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.keys(type.getFields()))
        for (const provides of directivesOf(type, 'provides', field))
          for (const name of provides.match(/\w+/g) ?? []) names.add(name);
  return names;
}

/** The coordinates of all fields inside keys. */
function collectKeyFields(schema: GraphQLSchema): ReadonlySet<string> {
  const found = new Set<string>();
  const collect = (type: GraphQLNamedType | undefined, set: SelectionSetNode): void => {
    if (!isObjectType(type) && !isInterfaceType(type)) return;
    for (const node of set.selections) {
      if (node.kind !== Kind.FIELD) continue;
      const holders = isInterfaceType(type) ? [type, ...schema.getPossibleTypes(type)] : [type];
      for (const holder of holders) found.add(`${holder.name}.${node.name.value}`);
      let inner: GraphQLOutputType | undefined = type.getFields()[node.name.value]?.type;
      while (inner && (isNonNullType(inner) || isListType(inner))) inner = inner.ofType as GraphQLOutputType;
      if (node.selectionSet) collect(inner as GraphQLNamedType, node.selectionSet);
    }
  };
  for (const type of Object.values(schema.getTypeMap()))
    for (const key of directivesOf(type, 'key')) collect(type, selectionOf(key));
  return found;
}

/** Reads the entity's number from the first value of a key; undefined where the key isn't whole. */
function numberIn(reference: unknown, set: SelectionSetNode): number | undefined {
  let found: number | undefined;
  for (const node of set.selections) {
    if (node.kind !== Kind.FIELD) continue;
    let value = (reference as Record<string, unknown> | null | undefined)?.[node.name.value];
    if (Array.isArray(value)) value = value[0];
    if (value === undefined || value === null) return undefined;
    const n = node.selectionSet ? numberIn(value, node.selectionSet) : Number(/(\d+)$/.exec(String(value))?.[1]);
    if (n === undefined || Number.isNaN(n)) return undefined;
    found = n;
  }
  return found;
}

/** What a @requires selects of a representation, as text that doesn't depend on the order of its fields. */
function pick(value: unknown, fields: string): string {
  const write = (item: unknown, set: SelectionSetNode): string => {
    if (Array.isArray(item)) return `[${item.map((one) => write(one, set)).join(',')}]`;
    if (typeof item !== 'object' || item === null) return 'null';
    const object = item as Record<string, unknown>;
    const parts = set.selections.flatMap((node): string[] => {
      if (node.kind === Kind.INLINE_FRAGMENT)
        return node.typeCondition === undefined || node.typeCondition.name.value === object.__typename
          ? [write(object, node.selectionSet)]
          : [];
      if (node.kind !== Kind.FIELD) return [];
      const child = object[node.name.value];
      return [`${node.name.value}:${node.selectionSet ? write(child, node.selectionSet) : JSON.stringify(child)}`];
    });
    return `{${parts.join(',')}}`;
  };
  return write(value, selectionOf(fields));
}
