import {
  buildASTSchema,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { fields, type Resolve, type Row } from '../graph/data.ts';

type Variables = Readonly<Record<string, unknown>>;
type Write = (value: unknown, variables: Variables) => string;

interface StubField {
  readonly name: string;
  readonly label: string;
  readonly resolve: Resolve;
  readonly args: readonly (readonly [name: string, read: (variables: Variables) => unknown])[];
  readonly write: Write;
}

/**
 * Compiles queries of one subgraph to functions that write the answer: a stub must cost as little as it can, whatever
 * text a router sends. It knows what these routers send: fields, aliases, arguments, fragments, `_entities`.
 */
export function createCompileQuery(typeDefs: DocumentNode): (text: string) => (variables: Variables) => string {
  const schema = buildASTSchema(typeDefs, { assumeValid: true, assumeValidSDL: true });
  return (text) => {
    const document = parse(text, { noLocation: true });
    const operation = document.definitions.find((node) => node.kind === 'OperationDefinition')!;
    const fragments = new Map(
      document.definitions.flatMap((node) => (node.kind === 'FragmentDefinition' ? [[node.name.value, node]] : [])),
    );
    const defaults = defaultsOf(operation);
    const write = compileObject('Query', [operation.selectionSet], { schema, fragments });
    return (variables) => `{"data":${write({}, defaults ? { ...defaults, ...variables } : variables)}}`;
  };
}

interface Context {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

function defaultsOf({ variableDefinitions }: OperationDefinitionNode): Variables | undefined {
  const given = (variableDefinitions ?? []).filter(({ defaultValue }) => defaultValue);
  if (given.length === 0) return undefined;
  return Object.fromEntries(given.map((node) => [node.variable.name.value, valueFromASTUntyped(node.defaultValue!)]));
}

function compileObject(typeName: string, sets: readonly SelectionSetNode[], context: Context): Write {
  const compiled = [...collect(typeName, sets, context)].map(
    ([alias, { name, args, sets: below }], index): StubField => {
      const label = `${index === 0 ? '{' : ','}${JSON.stringify(alias)}:`;
      if (name === '__typename') return { name, label, resolve: () => typeName, args: [], write: writeLeaf };
      if (name === '_entities') {
        return {
          name,
          label,
          resolve: (_, given) => given.representations,
          args,
          write: compileEntities(below, context),
        };
      }
      const type = context.schema.getType(typeName);
      const field = isObjectType(type) ? type.getFields()[name] : undefined;
      const resolve = fields[typeName]?.[name];
      if (!field || !resolve) throw new Error(`The stub has no field ${typeName}.${name}.`);
      const presets = field.args.flatMap((arg) =>
        arg.defaultValue === undefined || args.some(([given]) => given === arg.name)
          ? []
          : [[arg.name, () => arg.defaultValue] as const],
      );
      const named = getNamedType(field.type);
      const write = isObjectType(named) ? writeAny(compileObject(named.name, below, context)) : writeLeaf;
      return { name, label, resolve, args: [...args, ...presets], write };
    },
  );
  return (value, variables) => {
    let text = '';
    for (const field of compiled) {
      const args: Record<string, unknown> = {};
      for (const [name, read] of field.args) args[name] = read(variables);
      text += field.label + field.write(field.resolve(value as Row, args), variables);
    }
    return `${text}}`;
  };
}

function compileEntities(sets: readonly SelectionSetNode[], context: Context): Write {
  const byType = new Map<string, Write>();
  return writeAny((value, variables) => {
    const typeName = (value as Row).__typename as string;
    let write = byType.get(typeName);
    if (!write) {
      write = compileObject(typeName, sets, context);
      byType.set(typeName, write);
    }
    return write(value, variables);
  });
}

const writeLeaf = (value: unknown): string => JSON.stringify(value) ?? 'null';

function writeAny(write: Write): Write {
  return (value, variables) => {
    if (!Array.isArray(value)) return write(value, variables);
    let text = '';
    for (const item of value) text += (text === '' ? '' : ',') + write(item, variables);
    return `[${text}]`;
  };
}

interface Collected {
  readonly name: string;
  readonly args: StubField['args'];
  readonly sets: SelectionSetNode[];
}

function collect(typeName: string, sets: readonly SelectionSetNode[], context: Context): Map<string, Collected> {
  const found = new Map<string, Collected>();
  const visit = (set: SelectionSetNode): void => {
    for (const node of set.selections) {
      if (node.kind === 'Field') {
        const alias = node.alias?.value ?? node.name.value;
        const below = node.selectionSet ? [node.selectionSet] : [];
        const before = found.get(alias);
        if (before) before.sets.push(...below);
        else {
          const args = (node.arguments ?? []).map((arg) => [arg.name.value, compileArgument(arg.value)] as const);
          found.set(alias, { name: node.name.value, args, sets: below });
        }
      } else {
        const fragment = node.kind === 'InlineFragment' ? node : context.fragments.get(node.name.value)!;
        const condition = fragment.typeCondition?.name.value ?? typeName;
        if (condition === typeName) visit(fragment.selectionSet);
      }
    }
  };
  for (const set of sets) visit(set);
  return found;
}

function compileArgument(value: ValueNode): (variables: Variables) => unknown {
  if (value.kind === 'Variable') return (variables) => variables[value.name.value];
  const constant = valueFromASTUntyped(value);
  return () => constant;
}
