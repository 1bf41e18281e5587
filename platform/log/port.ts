/**
 * The log's port: topics of partitions, each an ordered sequence of records with offsets from 0. Two adapters keep it:
 * `postgres/` (the embedded default) and `kafka/`. One contract suite runs over both (`tests/log/contract`).
 *
 * Guarantees of every adapter:
 * - Records with one key are in one partition (murmur2 of the key, as Kafka's own clients hash), in the order appended.
 * - `append` resolves once the records are durable; a record may then appear twice if the caller retried, never not at all.
 * - A group's partition is handled by one member at a time, in offset order, at least once. An offset is committed only
 *   after the handler resolved for the whole batch.
 * - Offsets grow by at least 1; they may have gaps (compaction, transactions).
 */
export interface OutgoingRecord {
  readonly topic: string;
  readonly key: string;
  /** JSON text, or null for a tombstone on a compacted topic. */
  readonly value: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A record as the log keeps it. Offsets are safe integers (2^53 is 285 years at a million a second). */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** When the log took it, in milliseconds since 1970. */
  readonly appendedAtMs: number;
}

export interface TopicSettings {
  readonly name: string;
  readonly partitions: number;
  readonly cleanup: 'delete' | 'compact';
  /** In milliseconds; ignored for compacted topics. */
  readonly retentionMs: number;
}

/** A place in a topic: the next offset wanted of a partition. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** The offsets a partition holds: `earliest` is the first still kept, `next` the one the next record will get. */
export interface PartitionBounds {
  readonly partition: number;
  readonly earliest: number;
  readonly next: number;
}

export interface ConsumeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Where a group that never committed begins. */
  readonly from: 'earliest' | 'latest';
  /** The most records one call of `handle` gets. */
  readonly batchRecordsMax?: number;
  /**
   * Called with records of one partition in offset order. Resolving commits them. Rejecting makes the same records
   * come again after a backoff; a handler that gives up on a record must put it aside itself (see dead-letters.ts).
   * `signal` is aborted when the partition was taken away or the consumer stops: what was not stored yet must not be.
   */
  handle(records: readonly LogRecord[], signal: AbortSignal): Promise<void>;
  /** Called when the group's membership gave this member other partitions: what it may cache by partition. */
  onAssigned?(partitions: readonly { topic: string; partition: number }[]): void;
}

export interface ReadOptions {
  readonly topics: readonly string[];
  /** `earliest`, `latest` (from now on), or the next offset wanted of each partition (those left out: `latest`). */
  readonly from: 'earliest' | 'latest' | readonly { topic: string; partition: number; offset: number }[];
  /** Called in offset order per partition; the reader reads on only when it resolved (back-pressure). */
  handle(records: readonly LogRecord[]): Promise<void> | void;
}

/** Something that reads until it is stopped. `stop` waits for the handler under way, and for a group leaves it. */
export interface Running {
  stop(): Promise<void>;
}

export interface Reader extends Running {
  /** Resolves once everything that stood in the topics when the reader started was handled. */
  readonly caughtUp: Promise<void>;
}

export interface Log {
  append(records: readonly OutgoingRecord[]): Promise<void>;
  /** Joins a consumer group. Resolves once the member is in. */
  consume(options: ConsumeOptions): Promise<Running>;
  /** Reads whole topics without a group: every reader sees every record. Resolves once it stands at its start. */
  read(options: ReadOptions): Promise<Reader>;
  bounds(topic: string): Promise<readonly PartitionBounds[]>;
  /** The committed offsets of a group: the next offset of each partition that has one. */
  committed(group: string, topic: string): Promise<ReadonlyMap<number, number>>;
  /** The names of the consumer groups that there are. */
  groups(): Promise<readonly string[]>;
  /**
   * Moves a group: what it handles next of these partitions, for a replay. Rejects with a GroupBusyError while the group
   * has members, because they would go on from where they are.
   */
  moveGroup(group: string, places: readonly Place[]): Promise<void>;
  /** Makes the topics that don't exist and adjusts the settings of those that do. Never lowers a partition count. */
  ensureTopics(topics: readonly TopicSettings[]): Promise<void>;
  close(): Promise<void>;
}
