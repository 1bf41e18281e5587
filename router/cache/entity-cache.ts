import { createHash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Log, LogRecord } from '../../platform/log/port.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { createTypeNames, type TypeNames } from '../execute/type-names.ts';
import { readEvent } from '../restrict/event-value.ts';
import type { CacheConfig } from './cache-config.ts';
import type { CacheCounts } from './cache-counts.ts';
import { compileReads, type ReadsOfType } from './entity-reads.ts';
import { compileTag, tagsOfEvent } from './entity-tag.ts';
import { type Follower, followLog } from './follow-log.ts';
import { createMemoryStore } from './memory-store.ts';
import type { EntityCache, EntitySelection } from './port.ts';
import { createRedisStore } from './redis-store.ts';
import { createSelectionJudge } from './selection-policy.ts';
import { readStaleMappings, type StaleMappings, type StaleOn } from './stale-on.ts';
import type { EntityStore, StoreStats } from './store.ts';
import { writerKey } from './writer-key.ts';

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

/** Entries of the same mappings, and the reader of the log that drops them. */
interface Keeper {
  readonly store: EntityStore;
  readonly follower: Follower;
  readonly writers: LRUCache<string, true>;
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

/** Drops what a batch of records makes stale. */
function createDropper(events: readonly StaleOn[], store: EntityStore, logger: Logger) {
  const byType = new Map<string, StaleOn[]>();
  for (const event of events) {
    const key = `${event.topic}\n${event.type}`;
    byType.set(key, [...(byType.get(key) ?? []), event]);
  }
  let warned = false;

  const tagsOf = (record: LogRecord): readonly string[] | undefined => {
    // A tombstone takes a key's last word back; what it was about was told of before.
    const event = readEvent(record.value);
    if (!event) return record.value === null ? [] : undefined;
    const tags: string[] = [];
    for (const staleOn of byType.get(`${record.topic}\n${event.type}`) ?? []) {
      const some = tagsOfEvent(staleOn, event.data);
      if (!some) return undefined;
      tags.push(...some);
    }
    return tags;
  };

  return async (records: readonly LogRecord[]): Promise<void> => {
    for (const record of records) {
      const tags = tagsOf(record);
      if (!tags) {
        // Nobody can tell what it makes stale.
        store.clear();
        const { topic, partition, offset } = record;
        if (!warned) logger.warn({ topic, partition, offset }, 'an event doesn’t say which entities it makes stale');
        warned = true;
      } else if (tags.length > 0) {
        const dropping = store.drop(
          tags,
          `${record.topic}/${record.partition}/${record.offset}/${record.appendedAtMs}`,
        );
        if (dropping) await dropping;
      }
    }
  };
}

function createGraphCache(
  schema: GraphQLSchema,
  mappings: StaleMappings,
  keeper: Keeper,
  deps: EntityCachesDeps,
): EntityCache {
  const typeNames = createTypeNames(schema);
  const judge = createSelectionJudge(schema, typeNames);
  const typesOf = new Map<string, Set<string>>();
  for (const { services, typeName } of mappings.events)
    for (const service of services) typesOf.set(service, (typesOf.get(service) ?? new Set()).add(typeName));

  const compileTypes = (
    selection: EntitySelection,
    except: ReadonlySet<string>,
    names: TypeNames,
  ): { types: ReadonlyMap<string, ReadsOfType>; variables: readonly string[] } | null => {
    const { service, fetch, requires } = selection;
    const candidates = typesOf.get(service);
    if (!candidates) return null;
    const operation = judge.read(fetch.operation);
    if (!operation) return null;
    const text = fetch.operation.replace(/^query \w+/, 'query');
    const rewrites = JSON.stringify([fetch.inputRewrites ?? [], fetch.outputRewrites ?? []]);
    const isRewritten = (fetch.inputRewrites ?? []).length > 0;
    const types = new Map<string, ReadsOfType>();
    for (const typeName of candidates) {
      const mapping = mappings.of(service, typeName);
      if (!mapping || !(isRewritten || operation.asks(typeName))) continue;
      if ([...mapping.topics].some((topic) => except.has(topic))) continue;
      const policy = operation.policy(typeName);
      if (!policy) continue;
      const hash = createHash('sha256').update(JSON.stringify([service, typeName, text, rewrites, policy.signature]));
      types.set(typeName, {
        id: hash.digest('base64url').slice(0, 16),
        readTag: compileTag(mapping, service, requires, isRewritten, names),
        maxAgeMs: Math.min(policy.maxAgeSeconds, deps.config.maxAgeSecondsMax) * 1_000,
      });
    }
    return types.size > 0 ? { types, variables: operation.variables } : null;
  };

  const without = (except: ReadonlySet<string>): EntityCache => ({
    reads(selection) {
      const compiled = compileTypes(selection, except, typeNames);
      if (!compiled) return null;
      return compileReads({
        ...compiled,
        isRewritten: (selection.fetch.inputRewrites ?? []).length > 0,
        service: selection.service,
        headers: deps.forwardHeaders,
        store: keeper.store,
        following: keeper.follower.following,
        hasWritten: (key) => keeper.writers.has(key),
        counts: deps.counts,
      });
    },
    wrote(service, identityKey) {
      // Nobody knows who wrote where nobody is signed in.
      if (deps.config.ownWritesMs > 0 && identityKey !== 'public' && typesOf.has(service))
        keeper.writers.set(writerKey(service, identityKey), true);
    },
    afterEvent: (topic) => without(new Set([...except, topic])),
  });
  return without(new Set());
}
