import { type Claim, JointClaim } from './claim.ts';

/**
 * Loads rows by key for all requests of a process together: what is asked for within one turn of the event loop, by
 * whichever requests, goes out as one query. Only for rows that are the same whoever asks; what a viewer may see of them is
 * the resolvers' to decide.
 *
 * Nothing is kept: a key that is asked for after a query was sent goes into the next one, so that a reader sees every write
 * that was acknowledged before it asked.
 */
export interface SharedLoader<Value> extends Loader<Value> {
  /** With whom the value is for: a query is given up when all requests that it is for have ended. */
  load(key: string, claim?: Claim): Promise<Value | null>;
  /** The same loader for one request. */
  claimedBy(claim: Claim | undefined): Loader<Value>;
}

/** A loader as resolvers see it. */
export interface Loader<Value> {
  /** The value of a key; null where there is none. Rejects with what the query it was part of failed with. */
  load(key: string): Promise<Value | null>;
}

/** Longer lists go out as several queries: a page has 100 rows, and one query of 1000 is not slower than two of 500. */
const keysMax = 1_000;

interface Batch<Value> {
  readonly values: Map<string, Promise<Value | null>>;
  readonly claim: JointClaim;
  readonly found: Promise<ReadonlyMap<string, Value>>;
}

export function createSharedLoader<Value>(
  find: (keys: readonly string[], claim: Claim) => Promise<ReadonlyMap<string, Value>>,
): SharedLoader<Value> {
  let open: Batch<Value> | undefined;

  function openBatch(): Batch<Value> {
    const values = new Map<string, Promise<Value | null>>();
    const claim = new JointClaim();
    const found = new Promise<ReadonlyMap<string, Value>>((resolve) => {
      // After the sockets that have something to read have been read: their requests are in it too.
      setImmediate(() => {
        if (open?.values === values) open = undefined;
        resolve(find([...values.keys()], claim));
      });
    });
    return { values, claim, found };
  }

  const load = (key: string, claim?: Claim): Promise<Value | null> => {
    if (!open || open.values.size >= keysMax) open = openBatch();
    open.claim.add(claim);
    let value = open.values.get(key);
    if (!value) {
      value = open.found.then((found) => found.get(key) ?? null);
      open.values.set(key, value);
    }
    return value;
  };

  return {
    load,
    claimedBy: (claim) => new ClaimedLoader(load, claim),
  };
}

class ClaimedLoader<Value> implements Loader<Value> {
  readonly #load: SharedLoader<Value>['load'];
  readonly #claim: Claim | undefined;

  constructor(load: SharedLoader<Value>['load'], claim: Claim | undefined) {
    this.#load = load;
    this.#claim = claim;
  }

  load(key: string): Promise<Value | null> {
    return this.#load(key, this.#claim);
  }
}
