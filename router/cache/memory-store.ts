import { LRUCache } from 'lru-cache';
import { cloneJson } from '../execute/json-object.ts';
import { isFlat } from './flat.ts';
import type { CachedEntity } from './port.ts';
import type { EntityStore, EntryKey, Found, Kept, Lease } from './store.ts';

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
interface Kin {
  readonly entries: Map<string, Entry>;
  bytes: number;
}

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
  const kinBytesMax = bytesMax * entityShareMax;
  const kept = new LRUCache<string, Kin>({
    maxSize: bytesMax,
    dispose: (kin, _tag, reason) => {
      // `set` replaces an entity's record by itself, whose entries are there still.
      if (reason === 'set') return;
      entries -= kin.entries.size;
      if (reason === 'evict') evicted += kin.entries.size;
    },
  });
  const watches = new Map<string, Watch>();

  const find = ({ tag, variant }: EntryKey): CachedEntity | undefined => {
    const entry = kept.get(tag)?.entries.get(variant);
    // An entry that ended is replaced by the answer that is asked for now.
    if (!entry || entry.expiresAtMs <= now()) return undefined;
    return entry.flat ? entry.entity : cloneJson(entry.entity);
  };

  const grant = (key: EntryKey): WatchedLease => {
    let watch = watches.get(key.tag);
    if (!watch) {
      watch = { token: String(drops), holds: true, readers: 0 };
      watches.set(key.tag, watch);
    }
    watch.readers++;
    return { key, token: watch.token, watch };
  };

  const remove = (kin: Kin, variant: string): void => {
    const entry = kin.entries.get(variant);
    if (!entry) return;
    kin.entries.delete(variant);
    kin.bytes -= entry.bytes;
    entries--;
  };

  const store = ({ lease, entity, maxAgeMs }: Kept, { tag, variant }: EntryKey): void => {
    if (!(lease as WatchedLease).watch.holds) {
      overtaken++;
      return;
    }
    const bytes = 2 * (variant.length + JSON.stringify(entity).length) + entryOverheadBytes;
    if (bytes > kinBytesMax) return;
    const kin: Kin = kept.peek(tag) ?? { entries: new Map(), bytes: 2 * tag.length + entryOverheadBytes };
    remove(kin, variant);
    for (const oldest of kin.entries.keys()) {
      if (kin.bytes + bytes <= kinBytesMax) break;
      remove(kin, oldest);
      evicted++;
    }
    kin.entries.set(variant, {
      entity,
      flat: isFlat(entity),
      bytes,
      expiresAtMs: now() + maxAgeMs,
    });
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
    read: (keys) =>
      keys.map((key): Found => {
        const entity = find(key);
        return entity ? { entity } : { lease: grant(key) };
      }),
    end(leases, done) {
      for (const one of done) store(one, one.lease.key);
      for (const { key, watch } of leases as readonly WatchedLease[]) {
        watch.readers--;
        if (watch.readers === 0 && watches.get(key.tag) === watch) watches.delete(key.tag);
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
