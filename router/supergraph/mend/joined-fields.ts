import { type ConstDirectiveNode, type DocumentNode, Kind, parse, type SelectionSetNode, type TypeNode } from 'graphql';
import { argumentOf, textOf } from './directive-arguments.ts';

/** What a subgraph says of a field it has. */
export interface Join {
  readonly external: boolean;
  readonly requires: SelectionSetNode | undefined;
  readonly provides: SelectionSetNode | undefined;
}

export interface JoinedField {
  /** The name of the type that it returns, lists and nulls aside. */
  readonly returns: string;
  /** By subgraph, as `join__Graph` calls it. */
  readonly joins: ReadonlyMap<string, Join>;
}

export interface JoinedType {
  readonly name: string;
  readonly isRoot: boolean;
  readonly graphs: ReadonlySet<string>;
  readonly fields: ReadonlyMap<string, JoinedField>;
  /** By subgraph: the fields that keys are made of, as far as they are its own. */
  readonly keys: ReadonlyMap<string, ReadonlySet<string>>;
  /** By subgraph: the fields that it has of interfaces. */
  readonly inherited: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What a supergraph's `join__` directives say of fields. */
export interface JoinedFields {
  /** The subgraphs' names by what `join__Graph` calls them. */
  readonly graphs: ReadonlyMap<string, string>;
  graphOf(name: string | undefined): string | undefined;
  /** The root types' names, by the kind of their operations. */
  readonly roots: Readonly<Record<'query' | 'mutation' | 'subscription', string>>;
  readonly types: ReadonlyMap<string, JoinedType>;
  /** By subgraph: the coordinates that its @requires name, however deep. */
  readonly required: ReadonlyMap<string, ReadonlySet<string>>;
  /** `GRAPH field` of what some @provides names. */
  readonly provided: ReadonlySet<string>;
  /** The subgraphs that have arguments from a context. */
  readonly contextual: ReadonlySet<string>;
}

/** Reads them from the document, in which they may name fields that clients don't see. */
export function joinedFieldsOf(supergraph: DocumentNode): JoinedFields {
  const graphs = new Map<string, string>();
  const roots = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };
  const contextual = new Set<string>();
  const provided = new Set<string>();
  const types = new Map<string, JoinedType>();
  for (const definition of supergraph.definitions) {
    if (definition.kind === Kind.SCHEMA_DEFINITION)
      for (const { operation, type } of definition.operationTypes) roots[operation] = type.name.value;
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph')
      for (const { name, directives } of definition.values ?? []) {
        const graph = directives?.find((directive) => directive.name.value === 'join__graph');
        graphs.set(name.value, (graph && textOf(graph, 'name')) ?? name.value);
      }
  }
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const ofType = (definition.directives ?? []).filter(({ name }) => name.value === 'join__type');
    const keys = new Map<string, Set<string>>();
    for (const directive of ofType) {
      const graph = textOf(directive, 'graph') ?? '';
      const names = fieldNames(selectionOf(textOf(directive, 'key')));
      keys.set(graph, new Set([...(keys.get(graph) ?? []), ...names]));
    }
    const ofGraphs = [...keys.keys()];
    const fields = new Map<string, JoinedField>();
    for (const { name, type, directives } of definition.fields ?? []) {
      const joins = new Map<string, Join>();
      const written = (directives ?? []).filter((directive) => directive.name.value === 'join__field');
      if (written.length === 0) for (const graph of ofGraphs) joins.set(graph, plain);
      for (const directive of written) {
        const graph = textOf(directive, 'graph');
        if (graph === undefined) continue;
        const join = readJoin(directive);
        joins.set(graph, join);
        if (argumentOf(directive, 'contextArguments')) contextual.add(graph);
        for (const provides of namesIn(join.provides)) provided.add(`${graph} ${provides}`);
      }
      fields.set(name.value, { returns: namedType(type), joins });
    }
    types.set(definition.name.value, {
      name: definition.name.value,
      isRoot: Object.values(roots).includes(definition.name.value),
      graphs: new Set(ofGraphs),
      fields,
      keys,
      inherited: new Map(),
    });
  }
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const inherited = types.get(definition.name.value)!.inherited as Map<string, Set<string>>;
    for (const directive of definition.directives ?? []) {
      if (directive.name.value !== 'join__implements') continue;
      const graph = textOf(directive, 'graph') ?? '';
      const names = inherited.get(graph) ?? new Set<string>();
      inherited.set(graph, names);
      for (const [name, { joins }] of types.get(textOf(directive, 'interface') ?? '')?.fields ?? [])
        if (joins.has(graph)) names.add(name);
    }
  }
  const required = new Map<string, Set<string>>();
  for (const type of types.values())
    for (const { joins } of type.fields.values())
      for (const [graph, { requires }] of joins) {
        if (!requires) continue;
        const coordinates = required.get(graph) ?? new Set<string>();
        required.set(graph, coordinates);
        for (const coordinate of coordinatesIn(requires, type, types)) coordinates.add(coordinate);
      }
  return {
    graphs,
    graphOf: (name) => [...graphs].find(([, known]) => known === name)?.[0],
    roots,
    types,
    required,
    provided,
    contextual,
  };
}

const plain: Join = { external: false, requires: undefined, provides: undefined };

function readJoin(directive: ConstDirectiveNode): Join {
  const external = argumentOf(directive, 'external');
  return {
    external: external?.kind === Kind.BOOLEAN && external.value,
    requires: selectionOf(textOf(directive, 'requires')),
    provides: selectionOf(textOf(directive, 'provides')),
  };
}

function selectionOf(fields: string | undefined): SelectionSetNode | undefined {
  if (fields === undefined) return undefined;
  const operation = parse(`{${fields}}`, { noLocation: true }).definitions[0]!;
  return operation.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet : undefined;
}

/** The names of the fields that a selection has of an object, those for some of its types too. */
export function fieldNames(set: SelectionSetNode | undefined): readonly string[] {
  return (set?.selections ?? []).flatMap((node) =>
    node.kind === Kind.FIELD
      ? [node.name.value]
      : node.kind === Kind.INLINE_FRAGMENT
        ? fieldNames(node.selectionSet)
        : [],
  );
}

/** The names of all fields in a selection. */
export function namesIn(set: SelectionSetNode | undefined): readonly string[] {
  return (set?.selections ?? []).flatMap((node) => [
    ...(node.kind === Kind.FIELD ? [node.name.value] : []),
    ...(node.kind === Kind.FRAGMENT_SPREAD ? [] : namesIn(node.selectionSet)),
  ]);
}

function coordinatesIn(
  set: SelectionSetNode,
  type: JoinedType | undefined,
  types: ReadonlyMap<string, JoinedType>,
): readonly string[] {
  return set.selections.flatMap((node) => {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition ? types.get(node.typeCondition.name.value) : type;
      return coordinatesIn(node.selectionSet, condition, types);
    }
    if (node.kind !== Kind.FIELD || !type) return [];
    const inner = types.get(type.fields.get(node.name.value)?.returns ?? '');
    const below = node.selectionSet ? coordinatesIn(node.selectionSet, inner, types) : [];
    return [`${type.name}.${node.name.value}`, ...below];
  });
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
