import type { Metrics } from '../../platform/telemetry/metrics.ts';
import type { StoreStats } from './store.ts';

/** Why entities were read past the cache. */
export type BypassReason =
  /** The log isn't followed: the router starts, the graph changed, or the log is behind or away. */
  | 'log'
  /** Redis is away or slow. */
  | 'store'
  /** The caller has just written at that subgraph. */
  | 'own_write';

/** What the cache counts of its reads, in entities. */
export interface CacheCounts {
  found(typeName: string, hits: number, misses: number): void;
  passedBy(reason: BypassReason, entities: number): void;
}

export const noCounts: CacheCounts = { found: () => undefined, passedBy: () => undefined };

/** Types that a graph keeps entities of; a schema has some dozen. */
const typesMax = 50;

export function createCacheCounts(metrics: Metrics): CacheCounts {
  const reads = metrics.counter('router_entity_cache_reads_total', 'Entities looked up in the entity cache', {
    type: typesMax,
    outcome: 2,
  });
  const bypasses = metrics.counter('router_entity_cache_bypasses_total', 'Entities read past the entity cache', {
    reason: 3,
  });
  return {
    found(typeName, hits, misses) {
      if (hits > 0) reads.add(typeName, 'hit', undefined, hits);
      if (misses > 0) reads.add(typeName, 'miss', undefined, misses);
    },
    passedBy: (reason, entities) => bypasses.add(reason, undefined, undefined, entities),
  };
}

/** Tells what the cache holds and what became of it. */
export function observeEntityCache(metrics: Metrics, stats: () => StoreStats & { readonly following: boolean }): void {
  const count = (name: string, help: string, read: (stats: StoreStats) => number): void =>
    metrics.counters(name, help, {}, () => [[[], read(stats())]]);
  count('router_entity_cache_drops_total', 'Entries that an event made stale', ({ dropped }) => dropped);
  count('router_entity_cache_evictions_total', 'Entries that made room for others', ({ evicted }) => evicted);
  count(
    'router_entity_cache_overtaken_total',
    'Answers not stored because an event came while they were fetched',
    ({ overtaken }) => overtaken,
  );
  const gauge = (name: string, help: string, read: (stats: StoreStats) => number | null): void =>
    metrics.gauge(name, help, {}, () => {
      const value = read(stats());
      return value === null ? [] : [[[], value]];
    });
  gauge('router_entity_cache_bytes', 'Memory of the entity cache, by estimate', ({ bytes }) => bytes);
  gauge('router_entity_cache_entries', 'Entries of the entity cache', ({ entries }) => entries);
  metrics.gauge('router_entity_cache_following', 'Whether the log is followed, so that the cache serves', {}, () => [
    [[], stats().following ? 1 : 0],
  ]);
}
