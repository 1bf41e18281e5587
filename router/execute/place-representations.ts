import type { Representations } from './representation.ts';
import type { Entity } from './run.ts';

/** Which entities are asked for, each once, and which of them stands for which object. */
export interface Placed {
  /** By object: the place of its representation; -1 if it has none. */
  readonly places: readonly number[];
  /** By place: the representation. */
  readonly texts: readonly string[];
  /** By place: the first object that it is of. */
  readonly samples: readonly Entity[];
}

/**
 * Writes the representations of objects, equal ones once. Most entities that stand at several places are told by their
 * keys' values, and needn't be written again to be told.
 */
export function placeRepresentations(targets: readonly Entity[], representations: Representations): Placed {
  if (targets.length === 1) return placeOne(targets[0]!, representations);
  const places: number[] = [];
  const texts: string[] = [];
  const samples: Entity[] = [];
  const byText = new Map<string, number>();
  const byTypeAndKey = new Map<unknown, Map<string, number>>();
  let typeName: unknown;
  let representation = representations(typeName);
  let byKey: Map<string, number> | undefined;
  for (const target of targets) {
    if (byKey === undefined || target.__typename !== typeName) {
      typeName = target.__typename;
      representation = representations(typeName);
      byKey = byTypeAndKey.get(typeName);
      if (!byKey) {
        byKey = new Map();
        byTypeAndKey.set(typeName, byKey);
      }
    }
    const key = representation.keyOf(target);
    let place = key === undefined ? undefined : byKey.get(key);
    if (place === undefined) {
      const text = representation.write(target);
      if (text === undefined) place = -1;
      else {
        if (key === undefined) place = byText.get(text);
        if (place === undefined) {
          place = texts.push(text) - 1;
          samples.push(target);
        }
        if (key === undefined) byText.set(text, place);
      }
      if (key !== undefined) byKey.set(key, place);
    }
    places.push(place);
  }
  return { places, texts, samples };
}

function placeOne(target: Entity, representations: Representations): Placed {
  const text = representations(target.__typename).write(target);
  return text === undefined
    ? { places: [-1], texts: [], samples: [] }
    : { places: [0], texts: [text], samples: [target] };
}
