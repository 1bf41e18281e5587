import type { Representations } from './representation.ts';
import type { Entity, Run } from './run.ts';

/** Which entities are asked for, each once, and which of them stands for which object. */
export interface Placed {
  /** By object: the place of its representation; -1 if it has none. */
  readonly places: readonly number[];
  /** By place: the first object that it is of. */
  readonly samples: readonly Entity[];
  /** The representation of a place, written when it is first asked for. */
  readonly textOf: (place: number) => string;
}

/**
 * Gives a place to the representations of objects, one to equal ones. Most entities are told apart by the values of their
 * keys, so that nothing is written of those that are known by it, nor of those that a cache has.
 */
export function placeRepresentations(
  targets: readonly Entity[],
  representations: Representations,
  run: Pick<Run, 'mayEscape'>,
): Placed {
  const places: number[] = [];
  const samples: Entity[] = [];
  const texts: (string | undefined)[] = [];
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
    const key = representation?.keyOf(target);
    const told = key === undefined ? representation?.write(target, run.mayEscape) : key;
    if (told === undefined) {
      places.push(-1);
      continue;
    }
    const known = key === undefined ? byText : byKey;
    let place = known.get(told);
    if (place === undefined) {
      place = samples.push(target) - 1;
      texts.push(key === undefined ? told : undefined);
      known.set(told, place);
    }
    places.push(place);
  }
  return {
    places,
    samples,
    textOf(place) {
      const sample = samples[place]!;
      texts[place] ??= representations(sample.__typename)!.write(sample, run.mayEscape)!;
      return texts[place];
    },
  };
}
