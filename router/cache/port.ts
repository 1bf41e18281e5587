import type { FetchNode } from '@apollo/query-planner';
import type { RequiresNode } from '../plan/restore-plan.ts';

/** An entity as a subgraph answered it, after the plan's rewrites. */
export type CachedEntity = Readonly<Record<string, unknown>>;

/** What the executor asks for: the entities of one selection at one subgraph. */
export interface EntitySelection {
  readonly service: string;
  readonly fetch: Pick<FetchNode, 'operation' | 'variableUsages' | 'inputRewrites' | 'outputRewrites'>;
  readonly requires: readonly RequiresNode[];
}

/** What of a run matters for whom an entry is. */
export interface CacheRequest {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly identityKey: string;
}

/** The entity cache as the executor of one graph sees it. */
export interface EntityCache {
  /** The reads of one selection; null where nothing of it may be kept. Called when an operation is compiled. */
  reads(selection: EntitySelection): EntityReads | null;
  /** A mutation was answered: its caller reads what they wrote. */
  wrote(service: string, identityKey: string): void;
  /**
   * The same cache for what is done because of an event of this topic: such an event may be on its way to the cache
   * still, so types that the topic makes stale are read from their subgraphs.
   */
  afterEvent(topic: string): EntityCache;
}

export interface EntityReads {
  /**
   * Looks entities up. `targets` are what their representations are written from, and `representationOf` writes one (as
   * JSON text) by its index. Undefined: the cache is passed by. Never rejects.
   */
  read(
    targets: readonly CachedEntity[],
    representationOf: (index: number) => string,
    request: CacheRequest,
  ): Reading | undefined | Promise<Reading | undefined>;
}

/** What one run found, and what it may bring back. */
export interface Reading {
  /** By index: what was found. May be merged into an answer as it is. */
  readonly found: readonly (CachedEntity | undefined)[];
  /** Differs for two readings between which one of theirs was dropped: one answer must not serve both. */
  epoch(): string;
  /** Takes what a subgraph answered without an error, before anything else is done with it. */
  keep(index: number, entity: CachedEntity): void;
  /** Ends the reading, whatever came of it. Nothing is kept before. */
  end(): void;
}
