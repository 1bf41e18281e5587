import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { TypeNames } from '../execute/type-names.ts';
import { type Annotated, applied, argument } from '../guard/linked-directives.ts';
import { createRequirements } from '../guard/requirements.ts';
import { keyFieldsOf } from './stale-on.ts';

/** How long the answer to a selection of a type's entities may be kept. */
export interface SelectionPolicy {
  /** The least of its fields' hints, in seconds. */
  readonly maxAgeSeconds: number;
  /** What the schema says of each field that is selected: differs where an answer might. */
  readonly signature: string;
}

/** Judges the selections of one supergraph. */
export interface SelectionJudge {
  /** Reads the operation of a fetch of entities; null where it isn't one that can be judged. */
  read(operation: string): JudgedOperation | null;
}

export interface JudgedOperation {
  /** Whether anything is asked of entities of this type. */
  asks(typeName: string): boolean;
  /** The client's variables in it, by name. */
  readonly variables: readonly string[];
  /** Null where entities of this type must not be kept: one of the fields says so, or doesn't say that they may. */
  policy(typeName: string): SelectionPolicy | null;
}

/** What one field allows. */
type Hint = { readonly maxAgeSeconds: number } | 'never' | 'unsaid';

/**
 * An answer may be kept if every field in it, at every depth, says so: `@cacheControl(maxAge:)` without `scope: PRIVATE`,
 * and neither @authenticated nor @requiresScopes nor @policy on it, on the type that has it or on the type it returns.
 * Nothing is inherited, so a field that somebody adds is kept when they say so. An entity's key fields and `__typename`
 * say nothing that changes; of an entity within another nothing else may be selected, because what makes the inner one
 * stale doesn't drop the outer one.
 */
export function createSelectionJudge(schema: GraphQLSchema, typeNames: TypeNames): SelectionJudge {
  const requirements = createRequirements(schema, {});
  const hints = new Map<string, Hint>();
  const keyFields = new Map<string, ReadonlySet<string>>();

  const fieldOf = (type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined =>
    isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;

  const keysOfType = (type: GraphQLNamedType): ReadonlySet<string> => {
    let keys = keyFields.get(type.name);
    if (!keys) {
      keys = isObjectType(type) || isInterfaceType(type) ? keyFieldsOf(type) : new Set<string>();
      keyFields.set(type.name, keys);
    }
    return keys;
  };

  const hintOf = (type: GraphQLNamedType, name: string): Hint => {
    const place = `${type.name}.${name}`;
    let hint = hints.get(place);
    if (hint === undefined) {
      hint = judgeField(type, name);
      hints.set(place, hint);
    }
    return hint;
  };

  const judgeField = (type: GraphQLNamedType, name: string): Hint => {
    const field = fieldOf(type, name);
    if (!field || requirements.ofField(type, name).length > 0) return 'never';
    const own = ownHint(field);
    if (own === 'never' || !isInterfaceType(type)) return own;
    // A field of an interface may be kept where it may be on each of its types.
    const all = schema.getPossibleTypes(type).map((possible) => hintOf(possible, name));
    if (all.includes('never')) return 'never';
    return own !== 'unsaid' ? own : least(all);
  };

  const mayBeEntity = (type: GraphQLNamedType): boolean =>
    keysOfType(type).size > 0 ||
    (isAbstractType(type) && schema.getPossibleTypes(type).some((possible) => keysOfType(possible).size > 0));

  const judge = (
    document: DocumentNode,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    typeName: string,
  ): SelectionPolicy | null => {
    let maxAgeSeconds = Number.POSITIVE_INFINITY;
    const seen: string[] = [];

    /** `keysOnly`: within another entity. */
    const mayKeepField = (node: FieldNode, type: GraphQLNamedType, keysOnly: boolean): boolean => {
      const name = node.name.value;
      if (name === '__typename') return true;
      const field = fieldOf(type, name);
      if (!field || !directivesAllowed(node)) return false;
      const hint = hintOf(type, name);
      if (hint === 'never') return false;
      const isKey = keysOfType(type).has(name);
      if (!isKey && (keysOnly || hint === 'unsaid')) return false;
      if (typeof hint === 'object') maxAgeSeconds = Math.min(maxAgeSeconds, hint.maxAgeSeconds);
      const args = field.args.map((arg) => `${arg.name}:${arg.type}=${JSON.stringify(arg.defaultValue)}`);
      seen.push(`${type.name}.${name}(${args}):${field.type}`);
      const returned = getNamedType(field.type);
      return !isCompositeType(returned) || !node.selectionSet || mayKeepAll(node.selectionSet, returned, false);
    };

    /** `isTop`: the entities themselves, whose type is known, so that only what is asked of that type counts. */
    const mayKeepAll = (set: SelectionSetNode, type: GraphQLNamedType, isTop: boolean): boolean =>
      set.selections.every((node) => {
        if (!directivesAllowed(node)) return false;
        if (node.kind === Kind.FIELD) return mayKeepField(node, type, !isTop && mayBeEntity(type));
        const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
        if (!fragment || !directivesAllowed(fragment)) return false;
        const condition = fragment.typeCondition?.name.value;
        if (isTop) {
          if (condition !== undefined && !typeNames.matches(condition, type.name)) return true;
          return mayKeepAll(fragment.selectionSet, type, true);
        }
        const narrowed = condition === undefined ? type : schema.getType(condition);
        return narrowed !== undefined && mayKeepAll(fragment.selectionSet, narrowed, false);
      });

    const type = schema.getType(typeName);
    const top = entitiesOf(document);
    if (!type || !top || !mayKeepAll(top, type, true) || !Number.isFinite(maxAgeSeconds)) return null;
    return { maxAgeSeconds, signature: seen.join('\n') };
  };

  return {
    read(operation) {
      const document = parse(operation, { noLocation: true });
      const top = entitiesOf(document);
      if (!top) return null;
      const fragments = new Map<string, FragmentDefinitionNode>();
      for (const node of document.definitions)
        if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
      const conditions = topTypeNames(top, fragments);
      return {
        asks: (typeName) => conditions.some((condition) => typeNames.matches(condition, typeName)),
        variables: variablesOf(document),
        policy: (typeName) => judge(document, fragments, typeName),
      };
    },
  };
}

function ownHint(field: Annotated): Hint {
  let least = Number.POSITIVE_INFINITY;
  for (const directive of applied(field, 'cacheControl')) {
    const maxAge = argument(directive, 'maxAge');
    if (argument(directive, 'scope') === 'PRIVATE' || maxAge === 0) return 'never';
    if (typeof maxAge === 'number' && maxAge > 0) least = Math.min(least, maxAge);
  }
  return Number.isFinite(least) ? { maxAgeSeconds: least } : 'unsaid';
}

function least(all: readonly Hint[]): Hint {
  let maxAgeSeconds = Number.POSITIVE_INFINITY;
  for (const hint of all) {
    if (typeof hint !== 'object') return 'unsaid';
    maxAgeSeconds = Math.min(maxAgeSeconds, hint.maxAgeSeconds);
  }
  return Number.isFinite(maxAgeSeconds) ? { maxAgeSeconds } : 'unsaid';
}

/** Other directives than these may mean anything to the subgraph. */
const knownDirectives = new Set(['skip', 'include']);
const directivesAllowed = (node: { readonly directives?: readonly { name: { value: string } }[] }): boolean =>
  (node.directives ?? []).every(({ name }) => knownDirectives.has(name.value));

/** What is asked of `_entities`, if that is all that is asked for. */
function entitiesOf(document: DocumentNode): SelectionSetNode | undefined {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [only, ...others] = operation?.selectionSet.selections ?? [];
  return only?.kind === Kind.FIELD && only.name.value === '_entities' && others.length === 0
    ? only.selectionSet
    : undefined;
}

function topTypeNames(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly string[] {
  return set.selections.flatMap((node) => {
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
    return fragment && fragment.kind !== Kind.FIELD && fragment.typeCondition
      ? [fragment.typeCondition.name.value]
      : [];
  });
}

function variablesOf(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    enter: (node) => {
      if (node.kind === Kind.VARIABLE_DEFINITION) return false;
      if (node.kind === Kind.VARIABLE) names.add(node.name.value);
      return undefined;
    },
  });
  names.delete('representations');
  return [...names].sort();
}
