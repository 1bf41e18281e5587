import { type DirectiveNode, type GraphQLSchema, isEnumType } from 'graphql';
import { textOf } from './mend/directive-arguments.ts';

/** A subgraph as the supergraph names it. */
export interface SubgraphEntry {
  readonly name: string;
  readonly url: string;
}

/** Reads the subgraphs by their values in `join__Graph`. */
export function readSubgraphs(schema: GraphQLSchema): ReadonlyMap<string, SubgraphEntry> {
  const subgraphs = new Map<string, SubgraphEntry>();
  const type = schema.getType('join__Graph');
  if (!isEnumType(type)) return subgraphs;
  for (const { name: value, astNode } of type.getValues()) {
    const directive = astNode?.directives?.find((node) => node.name.value === 'join__graph');
    if (!directive) continue;
    subgraphs.set(value, { name: textOf(directive, 'name') ?? value, url: textOf(directive, 'url') ?? '' });
  }
  return subgraphs;
}

/** Reads which types each subgraph defines, by the subgraph's name. */
export function readTypesBySubgraph(schema: GraphQLSchema): ReadonlyMap<string, ReadonlySet<string>> {
  const subgraphs = readSubgraphs(schema);
  const types = new Map<string, Set<string>>([...subgraphs.values()].map(({ name }) => [name, new Set()]));
  for (const type of Object.values(schema.getTypeMap())) {
    const directives: readonly DirectiveNode[] = type.astNode?.directives ?? [];
    for (const directive of directives) {
      if (directive.name.value !== 'join__type') continue;
      const entry = subgraphs.get(textOf(directive, 'graph') ?? '');
      if (entry) types.get(entry.name)?.add(type.name);
    }
  }
  return types;
}
