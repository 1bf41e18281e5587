import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf, responseName } from '../../execute/root-fields.ts';
import { namesOf } from './plan-path.ts';
import type { PlannedFetch } from './resolve-plan.ts';

/** A field that a fetch asks for. */
export interface FilledField {
  /** The fetch, by its place in the list. */
  readonly fetch: number;
  /** The type whose field it is: of the object, or of the fragment around it. */
  readonly type: string | undefined;
  /** Its response name. */
  readonly name: string;
  readonly field: string;
}

/** Every field that the fetches ask for, by the place of the object that has it (`placeOf`). */
export function filledPlaces(
  fetches: readonly PlannedFetch[],
  schema: GraphQLSchema,
  rootType: GraphQLNamedType,
): ReadonlyMap<string, readonly FilledField[]> {
  const filled = new Map<string, FilledField[]>();
  fetches.forEach(({ fetch, path }, index) => {
    const document = parse(fetch.operation, { noLocation: true });
    const fragments = fragmentsOf(document);
    const fill = (set: SelectionSetNode, type: GraphQLNamedType | undefined, place: string): void => {
      for (const node of set.selections) {
        if (node.kind === Kind.FIELD) {
          const name = responseName(node);
          const here = filled.get(place) ?? [];
          filled.set(place, here);
          here.push({ fetch: index, type: type?.name, name, field: node.name.value });
          if (node.selectionSet) fill(node.selectionSet, fieldType(type, node.name.value), `${place}.${name}`);
          continue;
        }
        const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
        const condition = fragment?.typeCondition?.name.value;
        if (fragment) fill(fragment.selectionSet, condition ? schema.getType(condition) : type, place);
      }
    };
    const names = namesOf(path);
    const start = names.length === 0 ? schema.getType(rootType.name) : schema.getQueryType();
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      if (!fetch.requires) fill(definition.selectionSet, start ?? undefined, placeOf(names));
      else
        for (const entities of definition.selectionSet.selections)
          if (entities.kind === Kind.FIELD && entities.selectionSet)
            fill(entities.selectionSet, undefined, placeOf(names));
    }
  });
  return filled;
}

/** The type of what a field of a type returns, lists and nulls aside. */
export function fieldType(type: GraphQLNamedType | undefined, field: string): GraphQLNamedType | undefined {
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  return getNamedType(type.getFields()[field]?.type) ?? undefined;
}

/** A place in the response as one text: its response names, lists left out. */
export function placeOf(names: readonly string[]): string {
  return ['', ...names].join('.');
}
