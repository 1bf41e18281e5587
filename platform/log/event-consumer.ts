import type { Envelope } from '../../events/envelope.ts';
import type { Logger } from '../telemetry/logger.ts';
import { backoffMs, pause } from './backoff.ts';
import { deadTopic, isForAnotherGroup, toDeadLetter } from './dead-letters.ts';
import { decodeEnvelope } from './decode-envelope.ts';
import type { ConsumeOptions, Log, LogRecord } from './port.ts';
import { isTransient } from './transient.ts';

/** An event with where it stood in the log. */
export interface ReceivedEvent {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly envelope: Envelope;
}

export interface EventConsumerOptions {
  readonly log: Log;
  readonly group: string;
  readonly topics: readonly string[];
  /** Where a group that never committed begins; `earliest` by default. */
  readonly from?: 'earliest' | 'latest';
  readonly logger: Logger;
  readonly batchRecordsMax?: number;
  /**
   * Stores the events of one partition, in order. Resolving commits them. Must be idempotent by `envelope.id`: a batch
   * comes again after a crash, a rebalance or a failure. Rejecting with a transient error (see transient.ts: a database
   * that is down, or a TransientError) repeats the batch until it works; with any other error the batch is tried a few
   * times, then record by record, and the records that still fail become dead letters.
   *
   * Once `signal` is aborted another member may have the partition: store nothing more.
   */
  handle(events: readonly ReceivedEvent[], signal: AbortSignal): Promise<void>;
  /** Called when the group's membership gave this member other partitions: what it may cache by partition. */
  readonly onAssigned?: ConsumeOptions['onAssigned'];
  /** Reads a record's value; throws on one it can't read. By default the envelope's frame is checked, not its data. */
  readonly decode?: (value: string) => Envelope;
  /** Waits between attempts, in milliseconds; tests make them short. */
  readonly retry?: { firstMs: number; mostMs: number };
}

/** Since the start. */
export interface EventConsumerStats {
  readonly handled: number;
  readonly retried: number;
  readonly deadLettered: number;
}

export interface EventConsumer {
  stats(): EventConsumerStats;
  /** Waits for the batch under way, commits it and leaves the group, so that others carry on at once. */
  close(): Promise<void>;
}

/** Attempts of a batch or a record before its failure counts as the record's own fault: a few seconds in all. */
const attemptsMax = 4;
/** A second's pause lets a restarted database come up; 10 s bounds the latency once it is back. */
const defaultRetry = { firstMs: 250, mostMs: 10_000 };

/** Joins a consumer group and hands its events to `handle`. Resolves once the member is in. */
export async function createEventConsumer(options: EventConsumerOptions): Promise<EventConsumer> {
  const { log, group, topics, from = 'earliest', handle, decode = decodeEnvelope, retry = defaultRetry } = options;
  const logger = options.logger.child({ group });
  const stats = { handled: 0, retried: 0, deadLettered: 0 };

  /** Repeats `run` until it works, gives up (false), or the partition is taken away (rejects). */
  async function attempt(run: () => Promise<void>, signal: AbortSignal, what: object): Promise<unknown | undefined> {
    for (let tries = 1, failures = 0; ; tries++) {
      try {
        await run();
        return undefined;
      } catch (error) {
        signal.throwIfAborted();
        const transient = isTransient(error);
        if (!transient) failures++;
        if (failures >= attemptsMax) return error ?? new Error('failed without a reason');
        stats.retried++;
        const waitMs = Math.round(backoffMs(tries, retry));
        logger.warn(
          { err: error, ...what, attempt: tries, waitMs, transient },
          'events could not be handled; trying again',
        );
        await pause(waitMs, signal);
        signal.throwIfAborted();
      }
    }
  }

  async function putAside(record: LogRecord, error: unknown, attempts: number, signal: AbortSignal): Promise<void> {
    const where = { topic: record.topic, partition: record.partition, offset: record.offset };
    // A log that is down is never the record's fault: this repeats for as long as it takes.
    for (let tries = 1; ; tries++) {
      try {
        await log.append([toDeadLetter(record, group, error, attempts)]);
        break;
      } catch (appendError) {
        logger.error({ err: appendError, ...where }, 'a dead letter could not be written; trying again');
        await pause(backoffMs(tries, retry), signal);
        signal.throwIfAborted();
      }
    }
    stats.deadLettered++;
    logger.error({ err: error, ...where, deadTopic: deadTopic(record.topic).name }, 'an event was put aside');
  }

  async function handleRecords(records: readonly LogRecord[], signal: AbortSignal): Promise<void> {
    const readable: { record: LogRecord; event: ReceivedEvent }[] = [];
    const unreadable: { record: LogRecord; error: unknown }[] = [];
    for (const record of records) {
      // A tombstone on a compacted topic is the log's own housekeeping: it carries no event.
      if (record.value === null || isForAnotherGroup(record, group)) continue;
      const { topic, partition, offset } = record;
      try {
        readable.push({ record, event: { topic, partition, offset, envelope: decode(record.value) } });
      } catch (error) {
        unreadable.push({ record, error });
      }
    }
    for (const { record, error } of unreadable) await putAside(record, error, 1, signal);
    if (readable.length === 0) return;

    const first = readable[0]!.event;
    const what = { topic: first.topic, partition: first.partition, offset: first.offset, events: readable.length };
    const all = readable.map(({ event }) => event);
    const failed = await attempt(() => handle(all, signal), signal, what);
    if (failed === undefined) {
      stats.handled += all.length;
      return;
    }
    // One of them is at fault: one by one, so that the others are stored.
    for (const { record, event } of readable) {
      const error =
        readable.length === 1
          ? failed
          : await attempt(() => handle([event], signal), signal, { ...what, offset: event.offset, events: 1 });
      if (error === undefined) stats.handled++;
      else await putAside(record, error, attemptsMax, signal);
    }
  }

  await log.ensureTopics(topics.map(deadTopic));
  const running = await log.consume({
    group,
    topics,
    from,
    batchRecordsMax: options.batchRecordsMax,
    handle: handleRecords,
    onAssigned: options.onAssigned,
  });
  return { stats: () => ({ ...stats }), close: () => running.stop() };
}
