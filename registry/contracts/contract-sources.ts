import { type DirectiveNode, Kind, parse, visit } from 'graphql';
import type { SubgraphSource } from '../composition/subgraph-sources.ts';

/** A variant of the graph for some of its clients: without what carries one of the excluded @tag names. */
export interface Contract {
  readonly name: string;
  readonly excludeTags: readonly string[];
}

/**
 * The subgraphs of a contract: every element with an excluded tag is made @inaccessible, so that composing them gives
 * the variant's graph, or says where it doesn't hold together (a public field of an internal type).
 */
export function contractSources(sources: readonly SubgraphSource[], contract: Contract): SubgraphSource[] {
  return sources.map((source) => ({ ...source, sdl: hideTagged(source.sdl, new Set(contract.excludeTags)) }));
}

/** Writes @inaccessible behind every excluded @tag, in place, so that what composition says keeps its line. */
function hideTagged(sdl: string, excluded: ReadonlySet<string>): string {
  const ends: number[] = [];
  const hide = (node: { readonly directives?: readonly DirectiveNode[] }): void => {
    const directives = node.directives ?? [];
    if (directives.some(({ name }) => name.value.endsWith('inaccessible'))) return;
    const tag = directives.find((directive) => excluded.has(tagName(directive) ?? ''));
    if (tag?.loc) ends.push(tag.loc.end);
  };
  visit(parse(sdl), {
    ObjectTypeDefinition: hide,
    InterfaceTypeDefinition: hide,
    UnionTypeDefinition: hide,
    EnumTypeDefinition: hide,
    EnumValueDefinition: hide,
    InputObjectTypeDefinition: hide,
    ScalarTypeDefinition: hide,
    FieldDefinition: hide,
    InputValueDefinition: hide,
  });
  let hidden = sdl;
  // From the end, so that the earlier places stay where they are. The full name works whatever the @link imports.
  for (const end of ends.sort((a, b) => b - a))
    hidden = `${hidden.slice(0, end)} @federation__inaccessible${hidden.slice(end)}`;
  return hidden;
}

function tagName(directive: DirectiveNode): string | undefined {
  if (!/^(federation__)?tag$/.test(directive.name.value)) return undefined;
  const value = directive.arguments?.[0]?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
