/** One event as somebody knows it: whose it is, which orders it, and its id. */
export interface Known {
  readonly key: string;
  readonly id: string;
}

/** Who should have got the events: a consumer with what it stored, a live client with what it was shown, in order. */
export interface Observer {
  readonly name: string;
  readonly seen: readonly Known[];
  /** The keys it was to see; all of them where it is left out. */
  readonly keys?: readonly string[];
}

/**
 * - `lost`: acknowledged, and never seen;
 * - `repeated`: seen again;
 * - `swapped`: seen for the first time after one of its key that was acknowledged later;
 * - `foreign`: seen, and never acknowledged, or not this observer's.
 */
export type Wrong = 'lost' | 'repeated' | 'swapped' | 'foreign';

export interface Finding extends Known {
  readonly observer: string;
  readonly wrong: Wrong;
}

/**
 * Compares what was acknowledged to those who wrote with what every observer got. `acknowledged` is in the order of the
 * acknowledgements of each key; between keys there is no order. Nothing found means: nothing lost, nothing twice, and
 * the order of each key kept.
 */
export function check(acknowledged: readonly Known[], observers: readonly Observer[]): Finding[] {
  return observers.flatMap((observer) => checkOne(acknowledged, observer));
}

function checkOne(acknowledged: readonly Known[], { name, seen, keys }: Observer): Finding[] {
  const wanted = keys ? acknowledged.filter(({ key }) => keys.includes(key)) : acknowledged;
  const places = new Map(wanted.map((known, place) => [nameOf(known), place]));
  const findings: Finding[] = [];
  const find = (wrong: Wrong, { key, id }: Known) => void findings.push({ observer: name, wrong, key, id });
  const had = new Set<string>();
  /** The furthest place seen of each key. */
  const furthest = new Map<string, number>();
  for (const known of seen) {
    const place = places.get(nameOf(known));
    if (place === undefined) {
      find('foreign', known);
    } else if (had.has(nameOf(known))) {
      find('repeated', known);
    } else {
      had.add(nameOf(known));
      const before = furthest.get(known.key) ?? -1;
      if (place < before) find('swapped', known);
      furthest.set(known.key, Math.max(place, before));
    }
  }
  for (const known of wanted) if (!had.has(nameOf(known))) find('lost', known);
  return findings;
}

/** The id alone would do in Kith; an event under a wrong key is nevertheless another one here. */
const nameOf = ({ key, id }: Known): string => JSON.stringify([key, id]);
