import { Kind, parse, type SelectionSetNode } from 'graphql';
import { fragmentsOf } from '../execute/root-fields.ts';
import type { PlannedFetch } from './resolve-plan.ts';

/** A field that some fetch asks for, of objects for which the condition holds. */
export interface FilledField {
  readonly condition: string | undefined;
  /** Its response name. */
  readonly name: string;
  readonly field: string;
}

/** Every field that the fetches ask for, by the place of the object that has it (`placeOf`). */
export function filledPlaces(fetches: readonly PlannedFetch[]): ReadonlyMap<string, readonly FilledField[]> {
  const filled = new Map<string, FilledField[]>();
  for (const { fetch, path } of fetches) {
    const document = parse(fetch.operation, { noLocation: true });
    const fragments = fragmentsOf(document);
    const fill = (set: SelectionSetNode, condition: string | undefined, place: string): void => {
      for (const node of set.selections) {
        if (node.kind === Kind.FIELD) {
          const name = node.alias?.value ?? node.name.value;
          const here = filled.get(place) ?? [];
          filled.set(place, here);
          here.push({ condition, name, field: node.name.value });
          if (node.selectionSet) fill(node.selectionSet, undefined, `${place}.${name}`);
        } else if (node.kind === Kind.INLINE_FRAGMENT)
          fill(node.selectionSet, node.typeCondition?.name.value ?? condition, place);
        else {
          const fragment = fragments.get(node.name.value);
          if (fragment) fill(fragment.selectionSet, fragment.typeCondition.name.value, place);
        }
      }
    };
    const place = placeOf(path.filter((element) => element !== '@'));
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      if (!fetch.requires) fill(definition.selectionSet, undefined, place);
      else
        for (const entities of definition.selectionSet.selections)
          if (entities.kind === Kind.FIELD && entities.selectionSet) fill(entities.selectionSet, undefined, place);
    }
  }
  return filled;
}

/** A place in the response as one text: its response names, lists left out. */
export function placeOf(names: readonly string[]): string {
  return ['', ...names].join('.');
}
