import { cloneJson } from '../execute/json-object.ts';
import type { CacheCounts } from './cache-counts.ts';
import type { IdReader } from './entity-tag.ts';
import { isFlat } from './flat.ts';
import type { CachedEntity, CacheRequest, EntityReads, Reading } from './port.ts';
import type { EntityStore, EntryKey, Found, Kept, Lease } from './store.ts';
import { writerKey } from './writer-key.ts';

/** How entities of one type are read in one selection. */
export interface ReadsOfType {
  /** Names the selection. */
  readonly id: string;
  readonly readId: IdReader;
  readonly maxAgeMs: number;
}

export interface ReadsDeps {
  readonly service: string;
  readonly types: ReadonlyMap<string, ReadsOfType>;
  /** The client's variables in the selection. */
  readonly variables: readonly string[];
  /** The request headers that an answer may depend on. */
  readonly headers: readonly string[];
  /** Whether a representation's type differs from its target's. */
  readonly isRewritten: boolean;
  readonly store: EntityStore;
  readonly following: () => boolean;
  readonly hasWritten: (key: string) => boolean;
  readonly counts: CacheCounts;
}

/** Compiles the reads of one selection. */
export function compileReads(deps: ReadsDeps): EntityReads {
  const { types, store, counts, variables, headers } = deps;

  /** What an answer depends on besides the selection: the same for all entities of a run. */
  const circumstances = (request: CacheRequest): string => {
    if (variables.length === 0 && headers.length === 0) return '';
    return JSON.stringify([
      variables.map((name) => (Object.hasOwn(request.variables, name) ? [request.variables[name]] : 0)),
      headers.map((name) => request.headers[name] ?? 0),
    ]);
  };

  const typeOf = (target: CachedEntity, index: number, representationOf: (index: number) => string): unknown =>
    deps.isRewritten ? (JSON.parse(representationOf(index)) as CachedEntity).__typename : target.__typename;

  return {
    read(targets, representationOf, request) {
      if (!deps.following()) return passBy('log', targets.length);
      if (deps.hasWritten(writerKey(deps.service, request.identityKey))) return passBy('own_write', targets.length);
      const around = circumstances(request);
      const keys: EntryKey[] = [];
      /** By index of the key: which entity it is of, and how that one is read. */
      const indexes: number[] = [];
      const reads: ReadsOfType[] = [];
      const names: string[] = [];
      let last: ReadsOfType | undefined;
      let variant = '';
      for (let index = 0; index < targets.length; index++) {
        const target = targets[index]!;
        const typeName = typeOf(target, index, representationOf) as string;
        const ofType = types.get(typeName);
        const id = ofType?.readId(target, index, representationOf);
        if (!ofType || id === undefined) continue;
        // One text for all of a type: what is looked up by it has its hash from the first one.
        if (ofType !== last) {
          last = ofType;
          variant = ofType.id + around;
        }
        const { kind, isWhole } = ofType.readId;
        keys.push({ kind, id, variant: isWhole ? variant : variant + representationOf(index) });
        indexes.push(index);
        reads.push(ofType);
        names.push(typeName);
      }
      if (keys.length === 0) return undefined;
      const found = store.read(keys);
      return found instanceof Promise
        ? found.then((all) => take(all, indexes, reads, names, targets.length))
        : take(found, indexes, reads, names, targets.length);
    },
  };

  function take(
    all: readonly Found[] | undefined,
    indexes: readonly number[],
    reads: readonly ReadsOfType[],
    names: readonly string[],
    length: number,
  ): Reading | undefined {
    if (!all) return passBy('store', indexes.length);
    count(all, names);
    return toReading(all, indexes, reads, length);
  }

  function passBy(reason: Parameters<CacheCounts['passedBy']>[0], entities: number): undefined {
    counts.passedBy(reason, entities);
    return undefined;
  }

  function count(all: readonly Found[], names: readonly string[]): void {
    let from = 0;
    let hits = 0;
    // One type follows another rarely: usually all are of one.
    for (let index = 0; index < all.length; index++) {
      if ('entity' in all[index]!) hits++;
      if (index + 1 === all.length || names[index + 1] !== names[index]) {
        counts.found(names[index]!, hits, index + 1 - from - hits);
        from = index + 1;
        hits = 0;
      }
    }
  }

  function toReading(
    all: readonly Found[],
    indexes: readonly number[],
    reads: readonly ReadsOfType[],
    length: number,
  ): Reading {
    const found: (CachedEntity | undefined)[] = new Array(length).fill(undefined);
    const leases: Lease[] = [];
    const leaseOf = new Map<number, { lease: Lease; maxAgeMs: number }>();
    for (let key = 0; key < all.length; key++) {
      const one = all[key]!;
      const index = indexes[key]!;
      if ('entity' in one) found[index] = one.entity;
      else {
        leases.push(one.lease);
        leaseOf.set(index, { lease: one.lease, maxAgeMs: reads[key]!.maxAgeMs });
      }
    }
    const kept: Kept[] = [];
    return {
      found,
      epoch: () => leases.map(({ token }) => token).join(),
      keep(index, entity) {
        const leased = leaseOf.get(index);
        // What is in it becomes part of the answer, which later fetches change.
        if (leased) kept.push({ ...leased, entity: isFlat(entity) ? entity : cloneJson(entity) });
      },
      end: () => store.end(leases, deps.following() ? kept : []),
    };
  }
}
