import { createHash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Log } from '../../platform/log/port.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import type { CacheConfig } from './cache-config.ts';
import type { CacheCounts } from './cache-counts.ts';
import { createDropper } from './drop-stale.ts';
import { followLog } from './follow-log.ts';
import { createGraphCache, type Keeper } from './graph-cache.ts';
import { createMemoryStore } from './memory-store.ts';
import type { EntityCache } from './port.ts';
import { createRedisStore } from './redis-store.ts';
import { readStaleMappings, type StaleMappings } from './stale-on.ts';
import type { StoreStats } from './store.ts';

/** Callers whose own writes are remembered for a moment; past that the oldest is forgotten. 2 MB. */
const writersMax = 10_000;

export interface EntityCachesDeps {
  readonly config: CacheConfig;
  readonly log: Pick<Log, 'read' | 'bounds'>;
  /** The client's headers that subgraphs get: an answer may depend on them. */
  readonly forwardHeaders: readonly string[];
  readonly counts: CacheCounts;
  readonly logger: Logger;
}

/** The entity caches of a router: one for each way in which a graph's entities become stale. */
export interface EntityCaches {
  /** The cache of a graph; null where its schema declares no event that makes anything stale. */
  of(supergraphSchema: GraphQLSchema): EntityCache | null;
  /** Closes those that this graph, which took over, has no use for. */
  keepOnly(supergraphSchema: GraphQLSchema): void;
  stats(): StoreStats & { readonly following: boolean };
  close(): Promise<void>;
}

export function createEntityCaches(deps: EntityCachesDeps): EntityCaches {
  const keepers = new Map<string, Keeper>();
  const closing = new Set<Promise<void>>();

  const close = (id: string, { follower, store }: Keeper): void => {
    keepers.delete(id);
    const closed = follower.close().then(() => store.close());
    closing.add(closed);
    void closed.finally(() => closing.delete(closed));
  };

  return {
    of(schema) {
      const mappings = readStaleMappings(schema);
      if (mappings.events.length === 0) return null;
      let keeper = keepers.get(mappings.id);
      if (!keeper) {
        keeper = openKeeper(mappings, deps);
        keepers.set(mappings.id, keeper);
      }
      return createGraphCache(schema, mappings, keeper, deps);
    },
    keepOnly(schema) {
      const { id } = readStaleMappings(schema);
      for (const [other, keeper] of keepers) if (other !== id) close(other, keeper);
    },
    stats() {
      const all = [...keepers.values()];
      const sum = (name: keyof StoreStats): number =>
        all.reduce((total, { store }) => total + (store.stats()[name] ?? 0), 0);
      const isShared = deps.config.redisUrl !== null;
      return {
        bytes: isShared ? null : sum('bytes'),
        entries: isShared ? null : sum('entries'),
        dropped: sum('dropped'),
        evicted: sum('evicted'),
        overtaken: sum('overtaken'),
        following: all.length > 0 && all.every(({ follower }) => follower.following()),
      };
    },
    async close() {
      for (const [id, keeper] of keepers) close(id, keeper);
      await Promise.all(closing);
    },
  };
}

function openKeeper(mappings: StaleMappings, { config, log, logger }: EntityCachesDeps): Keeper {
  const id = createHash('sha256').update(mappings.id).digest('base64url').slice(0, 8);
  const store =
    config.redisUrl === null
      ? createMemoryStore(config.bytesMax)
      : createRedisStore({
          url: config.redisUrl,
          prefix: `${config.redisPrefix}:${id}`,
          timeoutMs: config.redisTimeoutMs,
          maxAgeMs: Math.min(mappings.maxAgeSeconds, config.maxAgeSecondsMax) * 1_000,
          logger,
        });
  const follower = followLog({
    log,
    topics: [...new Set(mappings.events.map(({ topic }) => topic))],
    pastMs: store.pastMs,
    lagMaxMs: config.lagMaxMs,
    checkMs: config.checkMs,
    open: (signal) => store.open(signal),
    handle: createDropper(mappings.events, store, logger),
    onLost: () => store.clear(),
    logger,
  });
  store.onLost(() => follower.lose('the store was lost'));
  const writers = new LRUCache<string, true>({ max: writersMax, ttl: Math.max(1, config.ownWritesMs) });
  return { store, follower, writers };
}
