import type { CachedEntity } from './port.ts';

/** An entry: one selection of one entity. */
export interface EntryKey {
  /** Names the entities of one type at one subgraph; with `id` it is the entity's tag: what an event drops. */
  readonly kind: string;
  readonly id: string;
  /** Names the selection with its variables, and what else its answer may depend on. */
  readonly variant: string;
}

/** Names an entity at its subgraph. Kept apart until it is needed: whoever finds an entity by its two parts needn't join them. */
export function tagOf({ kind, id }: Pick<EntryKey, 'kind' | 'id'>): string {
  return kind + id;
}

/**
 * The right to store what is read from now on. A drop of the tag ends it, so that what was read before an event is
 * never stored after it.
 */
export interface Lease {
  readonly key: EntryKey;
  /** Differs between two leases of a tag if it was dropped between them. */
  readonly token: string;
}

export type Found = { readonly entity: CachedEntity } | { readonly lease: Lease };

export interface Kept {
  readonly lease: Lease;
  readonly entity: CachedEntity;
  readonly maxAgeMs: number;
}

/** Where entries are kept: this process's memory, or a Redis that all routers share. */
export interface EntityStore {
  /** What is there, and a lease for what isn't, by index. Undefined: the store can't tell. Never rejects. */
  read(keys: readonly EntryKey[]): readonly Found[] | undefined | Promise<readonly Found[] | undefined>;
  /** Stores under leases that still hold, and gives back all of `leases`. */
  end(leases: readonly Lease[], kept: readonly Kept[]): void;
  /**
   * Drops everything under the tags. `event` names the cause: several routers tell the same store of one event. Rejects
   * where that may not have happened: whoever goes on must not read from this store before `open` resolved again.
   */
  drop(tags: readonly string[], event: string): void | Promise<void>;
  /** Resolves when the store can be used, which may be never; rejects when `signal` is aborted. */
  open(signal: AbortSignal): Promise<void>;
  /**
   * How long before its start a reader of the log must begin, in milliseconds: what is in the store then may be as old
   * and may have missed an event.
   */
  readonly pastMs: number;
  /** Called when what is in the store can't be trusted any more. */
  onLost(listener: () => void): void;
  /** Forgets what only this process holds. */
  clear(): void;
  stats(): StoreStats;
  close(): Promise<void>;
}

/** What a store counted since it was made; bytes and entries are those of now, by estimate, null where others know. */
export interface StoreStats {
  readonly bytes: number | null;
  readonly entries: number | null;
  readonly dropped: number;
  readonly evicted: number;
  /** Answers that came after their entity was dropped, and were not stored. */
  readonly overtaken: number;
}
