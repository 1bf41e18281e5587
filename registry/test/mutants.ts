import { buildASTSchema, type DocumentNode, type GraphQLSchema, Kind, print, validateSchema, visit } from 'graphql';

/** The changes that are planted: an element removed, a type swapped, a nullability turned, one made many. */
export const plantings = ['remove', 'retype', 'nullability', 'list'] as const;
export type Planting = (typeof plantings)[number];

/** How many places a document has to plant a change at. */
export function countPlaces(document: DocumentNode): number {
  let places = 0;
  visit(document, {
    enter() {
      places += 1;
    },
  });
  return places;
}

/** A document with one change planted, and what it is in words; null where that place can't take it. */
export function plant(
  document: DocumentNode,
  place: number,
  planting: Planting,
): { readonly what: string; readonly document: DocumentNode } | null {
  let at = -1;
  let what = '';
  const mutant: DocumentNode = visit(document, {
    enter(node, key) {
      at += 1;
      if (at !== place) return undefined;
      what = `${planting} ${print(node).split('\n')[0]} (${node.kind} at ${key})`;
      if (planting === 'remove') {
        const removable = [Kind.FIELD_DEFINITION, Kind.INPUT_VALUE_DEFINITION, Kind.ENUM_VALUE_DEFINITION];
        if (removable.includes(node.kind as never)) return null;
        return node.kind === Kind.NAMED_TYPE && typeof key === 'number' ? null : undefined;
      }
      if (key !== 'type') return undefined;
      if (planting === 'retype' && node.kind === Kind.NAMED_TYPE && /^(String|ID|Int)$/.test(node.name.value))
        return { ...node, name: { kind: Kind.NAME, value: node.name.value === 'Int' ? 'String' : 'Int' } };
      if (planting === 'nullability' && node.kind === Kind.NON_NULL_TYPE) return node.type;
      if (planting === 'nullability' && node.kind === Kind.NAMED_TYPE) return { kind: Kind.NON_NULL_TYPE, type: node };
      if (planting === 'list' && node.kind === Kind.NAMED_TYPE) return { kind: Kind.LIST_TYPE, type: node };
      return undefined;
    },
  });
  return mutant === document ? null : { what, document: mutant };
}

/** The schema of a document; null where it makes none: composition refuses such a change before anything is judged. */
export function schemaOfMutant(document: DocumentNode): GraphQLSchema | null {
  try {
    const schema = buildASTSchema(document);
    return validateSchema(schema).length === 0 ? schema : null;
  } catch {
    return null;
  }
}
