import { LRUCache } from 'lru-cache';
import { cloneJson } from '../execute/json-object.ts';
import { isFlat } from './flat.ts';
import type { CachedEntity } from './port.ts';
import { type EntityStore, type EntryKey, type Found, type Kept, type Lease, tagOf } from './store.ts';

/** What an entry costs besides its texts: the object with its hidden class, map entries, the list's links. */
const entryOverheadBytes = 300;
/** No entity may take more of the memory than this share, however many selections of it are made up. */
const entityShareMax = 1 / 16;

interface Entry {
  readonly entity: CachedEntity;
  /** Whether it has neither objects nor lists, so that merging it changes nothing of it. */
  readonly flat: boolean;
  readonly bytes: number;
  readonly expiresAtMs: number;
}

/** All that is kept of one entity, by variant. */
interface Kin extends Pick<EntryKey, 'kind' | 'id'> {
  readonly entries: Map<string, Entry>;
  bytes: number;
  /** What was found last: most entities are read in one selection, and this spares looking it up. */
  variant: string;
  latest: Entry | undefined;
  /** How many bytes had been stored when it was last moved to the end of what is given up. */
  movedAtBytes: number;
}

/**
 * An entity's place in the order in which they are given up is renewed when it is found and this share of the memory was
 * stored since: renewing it each time would cost more than finding it, and it takes all of the memory to push it out.
 */
const moveShare = 1 / 8;

/** The fetches under way for one entity since it was last dropped. */
interface Watch {
  readonly token: string;
  holds: boolean;
  readers: number;
}

interface WatchedLease extends Lease {
  readonly watch: Watch;
}

/** Keeps entities in this process: up to `bytesMax` by estimate, the last used longest. */
export function createMemoryStore(bytesMax: number, now: () => number = () => performance.now()): EntityStore {
  let entries = 0;
  let dropped = 0;
  let overtaken = 0;
  let evicted = 0;
  let drops = 0;
  let storedBytes = 0;
  const kinBytesMax = bytesMax * entityShareMax;
  const moveBytes = bytesMax * moveShare;
  const kept = new LRUCache<string, Kin>({
    maxSize: bytesMax,
    dispose: (kin, _tag, reason) => {
      // `set` replaces an entity's record by itself, whose entries are there still.
      if (reason === 'set') return;
      byKind.get(kin.kind)?.delete(kin.id);
      entries -= kin.entries.size;
      if (reason === 'evict') evicted += kin.entries.size;
    },
  });
  /** The same by their kinds and ids, which are at hand where an entity is looked for: a tag would have to be joined and hashed. */
  const byKind = new Map<string, Map<string, Kin>>();
  const watches = new Map<string, Watch>();

  const find = (key: EntryKey, nowMs: number): CachedEntity | undefined => {
    const kin = byKind.get(key.kind)?.get(key.id);
    if (!kin) return undefined;
    if (storedBytes - kin.movedAtBytes >= moveBytes) {
      kin.movedAtBytes = storedBytes;
      kept.get(tagOf(key));
    }
    const { variant } = key;
    if (kin.variant !== variant) {
      kin.latest = kin.entries.get(variant);
      kin.variant = variant;
    }
    const entry = kin.latest;
    // An entry that ended is replaced by the answer that is asked for now.
    if (!entry || entry.expiresAtMs <= nowMs) return undefined;
    return entry.flat ? entry.entity : cloneJson(entry.entity);
  };

  const grant = (key: EntryKey): WatchedLease => {
    const tag = tagOf(key);
    let watch = watches.get(tag);
    if (!watch) {
      watch = { token: String(drops), holds: true, readers: 0 };
      watches.set(tag, watch);
    }
    watch.readers++;
    return { key, token: watch.token, watch };
  };

  const remove = (kin: Kin, variant: string): void => {
    const entry = kin.entries.get(variant);
    if (!entry) return;
    kin.entries.delete(variant);
    if (kin.latest === entry) kin.latest = undefined;
    kin.bytes -= entry.bytes;
    entries--;
  };

  const makeKin = ({ kind, id, variant }: EntryKey, tag: string): Kin => {
    const bytes = 2 * tag.length + entryOverheadBytes;
    const kin: Kin = { kind, id, entries: new Map(), bytes, variant, latest: undefined, movedAtBytes: 0 };
    const ofKind = byKind.get(kind);
    if (ofKind) ofKind.set(id, kin);
    else byKind.set(kind, new Map([[id, kin]]));
    return kin;
  };

  const store = ({ lease, entity, maxAgeMs }: Kept): void => {
    if (!(lease as WatchedLease).watch.holds) {
      overtaken++;
      return;
    }
    const { variant } = lease.key;
    const bytes = 2 * (variant.length + JSON.stringify(entity).length) + entryOverheadBytes;
    if (bytes > kinBytesMax) return;
    const tag = tagOf(lease.key);
    const kin = kept.peek(tag) ?? makeKin(lease.key, tag);
    remove(kin, variant);
    for (const oldest of kin.entries.keys()) {
      if (kin.bytes + bytes <= kinBytesMax) break;
      remove(kin, oldest);
      evicted++;
    }
    const entry: Entry = { entity, flat: isFlat(entity), bytes, expiresAtMs: now() + maxAgeMs };
    kin.entries.set(variant, entry);
    kin.variant = variant;
    kin.latest = entry;
    storedBytes += bytes;
    kin.movedAtBytes = storedBytes;
    kin.bytes += bytes;
    entries++;
    kept.set(tag, kin, { size: kin.bytes });
  };

  const dropOne = (tag: string): void => {
    const watch = watches.get(tag);
    if (watch) {
      watch.holds = false;
      watches.delete(tag);
    }
    dropped += kept.peek(tag)?.entries.size ?? 0;
    kept.delete(tag);
  };

  return {
    read(keys) {
      const nowMs = now();
      return keys.map((key): Found => {
        const entity = find(key, nowMs);
        return entity ? { entity } : { lease: grant(key) };
      });
    },
    end(leases, done) {
      for (const one of done) store(one);
      for (const { key, watch } of leases as readonly WatchedLease[]) {
        watch.readers--;
        const tag = tagOf(key);
        if (watch.readers === 0 && watches.get(tag) === watch) watches.delete(tag);
      }
    },
    drop(tags) {
      drops++;
      for (const tag of tags) dropOne(tag);
    },
    open: () => Promise.resolve(),
    // Nothing is in it that was read before its reader stood at the log's end.
    pastMs: 0,
    onLost: () => undefined,
    clear() {
      drops++;
      for (const watch of watches.values()) watch.holds = false;
      watches.clear();
      kept.clear();
    },
    stats: () => ({ bytes: kept.calculatedSize, entries, dropped, evicted, overtaken }),
    close: async () => kept.clear(),
  };
}
