import type { Consumer, Kafka } from 'kafkajs';
import type { Logger } from '../../telemetry/logger.ts';
import type { LogRecord, Place } from '../port.ts';

/**
 * A member that is silent this long is dead and its partitions go to others, in milliseconds; the least that brokers
 * allow by default. With the heartbeat below a crash is made good in under 10 seconds.
 */
export const sessionTimeoutMs = 6_000;
export const heartbeatMs = 1_500;
/** Waits after a handler that rejected and after a crash of the client, in milliseconds. */
export const retry = { firstMs: 100, mostMs: 5_000 };

/** What a loop over a group's records is made of. */
export interface LoopOptions {
  readonly kafka: Kafka;
  readonly group: string;
  readonly topics: readonly string[];
  readonly batchRecordsMax: number;
  /** One partition after the other instead of some at a time. */
  readonly serial?: boolean;
  readonly metadataMaxAgeMs?: number;
  /** After this long without a heartbeat a consumer hangs and is replaced, in milliseconds; tests make it short. */
  readonly unheardMostMs?: number;
  readonly logger: Logger;
  handle(records: readonly LogRecord[], signal: AbortSignal): Promise<void> | void;
  /** Whether the group's offsets are committed: after the handler resolved and before the position moves. */
  readonly commits: boolean;
  /** The group was shared out anew; the first time and every time. Runs before anything is fetched. */
  assigned?(partitions: readonly { topic: string; partition: number }[], consumer: Consumer): void;
  /** A partition was read up to here, though there may have been no record. */
  passed?(place: Place): void;
}
