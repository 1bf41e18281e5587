import { type ASTNode, GraphQLError, parse, Source, visit } from 'graphql';
import type { SubgraphSource } from './subgraph-sources.ts';

/**
 * Finds where a coordinate stands: `file:line` of the subgraph that says it first. What isn't there any more is found where
 * it stood in: the argument's field, the field's type. Undefined for what no subgraph knows.
 */
export function createLocator(sources: readonly SubgraphSource[]): (coordinate: string) => string | undefined {
  const places = new Map<string, string>();
  for (const source of sources) note(source, places);
  return (coordinate) => {
    for (let at = coordinate; at !== ''; at = parentOf(at)) {
      const place = places.get(at);
      if (place !== undefined) return place;
    }
    return undefined;
  };
}

/** `Type.field(argument:)` → `Type.field` → `Type` → nothing. */
function parentOf(coordinate: string): string {
  const end = coordinate.endsWith(')') ? coordinate.indexOf('(') : coordinate.lastIndexOf('.');
  return end < 0 ? '' : coordinate.slice(0, end);
}

type Named = ASTNode & { readonly name: { readonly value: string } };
type Owner = Named & { readonly fields?: readonly Field[]; readonly values?: readonly Named[] };
type Field = Named & { readonly arguments?: readonly Named[] };

function note({ file, sdl }: SubgraphSource, places: Map<string, string>): void {
  const set = (coordinate: string, { name }: Named): void => {
    // Of the name, as a description stands above it.
    const line = (name as ASTNode).loc?.startToken.line;
    if (line !== undefined && !places.has(coordinate)) places.set(coordinate, `${file}:${line}`);
  };
  const owner = (node: Owner): false => {
    const type = node.name.value;
    set(type, node);
    for (const value of node.values ?? []) set(`${type}.${value.name.value}`, value);
    for (const field of node.fields ?? []) {
      const coordinate = `${type}.${field.name.value}`;
      set(coordinate, field);
      for (const argument of field.arguments ?? []) set(`${coordinate}(${argument.name.value}:)`, argument);
    }
    return false;
  };
  try {
    visit(parse(new Source(sdl, file)), {
      ObjectTypeDefinition: owner,
      ObjectTypeExtension: owner,
      InterfaceTypeDefinition: owner,
      InterfaceTypeExtension: owner,
      InputObjectTypeDefinition: owner,
      InputObjectTypeExtension: owner,
      EnumTypeDefinition: owner,
      EnumTypeExtension: owner,
      UnionTypeDefinition: owner,
      ScalarTypeDefinition: owner,
    });
  } catch (error) {
    // Composition tells of it.
    if (!(error instanceof GraphQLError)) throw error;
  }
}
