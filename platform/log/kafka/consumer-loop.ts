import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { Logger } from '../../telemetry/logger.ts';
import { backoffMs, pause } from '../backoff.ts';
import type { LogRecord } from '../port.ts';
import { within } from './deadline.ts';
import { isGroupLost } from './errors.ts';
import { toRecord } from './to-record.ts';

/**
 * A member that is silent this long is dead and its partitions go to others, in milliseconds; the least that brokers
 * allow by default. With the heartbeat below a crash is made good in under 10 seconds.
 */
const sessionTimeoutMs = 6_000;
const heartbeatMs = 1_500;
/** How long a rebalance waits for the handlers of the members that are there, in milliseconds. */
const rebalanceTimeoutMs = 10_000;
/** How long a broker holds an idle fetch, in milliseconds. kafkajs sends no heartbeat while it waits, so less than one. */
const fetchWaitMs = 1_000;
/** Partitions whose handlers run at a time: about what a process's database connections can do. */
const partitionsAtATime = 4;
/** Waits after a handler that rejected and after a crash of the client, in milliseconds. */
const retry = { firstMs: 100, mostMs: 5_000 };
/** Requests that time out, and a rebalance, may come one after the other until a client has joined; in milliseconds. */
const openMostMs = 60_000;
/**
 * A member has its heartbeats whatever its handlers do, or it learns within two requests' time-outs that it lost its
 * group. One that had none for this long hangs, in milliseconds.
 */
const unheardMostMs = 45_000;
/** Leaving waits for handlers and for answers that may never come; in milliseconds. */
const leaveMostMs = 30_000;
/** The same for a client that is of no use any more. */
const discardMostMs = 10_000;
/** Attempts to join at first, some seconds in all; then whoever wanted to join is told. */
const openAttemptsMax = 6;

export interface LoopOptions {
  readonly kafka: Kafka;
  readonly group: string;
  readonly topics: readonly string[];
  readonly batchRecordsMax: number;
  /** One partition after the other instead of some at a time. */
  readonly serial?: boolean;
  readonly metadataMaxAgeMs?: number;
  readonly logger: Logger;
  handle(records: readonly LogRecord[], signal: AbortSignal): Promise<void> | void;
  /** After the handler resolved and before the position moves. */
  commit?(place: { topic: string; partition: number; next: number }, payload: EachBatchPayload): Promise<void>;
  /** The group was shared out anew; the first time and every time. Runs before anything is fetched. */
  assigned?(partitions: readonly { topic: string; partition: number }[], consumer: Consumer): void;
  /** A partition was read up to here, though there may have been no record. */
  passed?(place: { topic: string; partition: number; next: number }): void;
}

export interface Loop {
  stop(): Promise<void>;
}

/**
 * Runs a kafkajs consumer and mends what kafkajs leaves to its users:
 * - heartbeats go on while a handler runs, however long it takes;
 * - a rebalance aborts the handlers' signal, and kafkajs joins anew only after they have ended: two members never handle
 *   one partition;
 * - a partition whose handler rejected is paused and resumed after a backoff; the others go on;
 * - a client that crashed for good, or hangs, is replaced.
 */
export async function startConsumerLoop(options: LoopOptions): Promise<Loop> {
  const { kafka, topics, logger } = options;
  const stopping = new AbortController();
  const failures = new Map<string, number>();
  /** Aborted when the group is shared out anew. */
  let tenure = new AbortController();
  let consumer: Consumer;
  let lastHeardMs = performance.now();
  /** The tenure was given up because nothing was heard of the group, not because the group said so. */
  let lapsed = false;
  let replacing: Promise<void> | undefined;

  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const { topic, partition } = batch;
    const signal = AbortSignal.any([tenure.signal, stopping.signal]);
    const current = tenure;
    let lost: unknown;
    const timer = setInterval(() => {
      payload.heartbeat().catch((error: unknown) => {
        if (isGroupLost(error)) {
          lost = error;
          current.abort(error);
        }
      });
      if (performance.now() - lastHeardMs > sessionTimeoutMs && !current.signal.aborted) {
        lapsed = true;
        current.abort(new Error('no heartbeat for a session'));
      }
    }, heartbeatMs);
    try {
      const { messages } = batch;
      for (let at = 0; at < messages.length; at += options.batchRecordsMax) {
        if (signal.aborted || !payload.isRunning() || payload.isStale()) break;
        const records = messages
          .slice(at, at + options.batchRecordsMax)
          .map((message) => toRecord(topic, partition, message));
        await options.handle(records, signal);
        const next = records.at(-1)!.offset + 1;
        await options.commit?.({ topic, partition, next }, payload);
        payload.resolveOffset(String(next - 1));
        options.passed?.({ topic, partition, next });
        failures.delete(`${topic}/${partition}`);
      }
    } catch (error) {
      if (isGroupLost(error)) throw error;
      if (!signal.aborted) holdBack(payload, error);
    } finally {
      clearInterval(timer);
    }
    // kafkajs joins anew when it is handed this.
    if (lost) throw lost;
  }

  /** Pauses the partition for a while; what was not resolved is fetched again. */
  function holdBack({ batch: { topic, partition }, pause: pausePartition }: EachBatchPayload, error: unknown): void {
    const count = (failures.get(`${topic}/${partition}`) ?? 0) + 1;
    failures.set(`${topic}/${partition}`, count);
    if (count === 1 || count % 20 === 0) {
      logger.warn({ err: error, topic, partition, failures: count }, 'a partition could not be read on; trying again');
    }
    const resume = pausePartition();
    void pause(backoffMs(count, retry), stopping.signal).then(() => resume());
  }

  async function open(): Promise<void> {
    consumer = kafka.consumer({
      groupId: options.group,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      maxWaitTimeInMs: fetchWaitMs,
      metadataMaxAge: options.metadataMaxAgeMs,
      allowAutoTopicCreation: false,
      // Restarted by itself, a consumer asks the broker it knows, which may be the one that doesn't answer. A new one asks
      // another: see CRASH below.
      retry: { retries: 3, restartOnFailure: async () => false },
    });
    let isJoined = false;
    const { GROUP_JOIN, HEARTBEAT, REBALANCING, CRASH, END_BATCH_PROCESS } = consumer.events;
    const opened = consumer;
    const isCurrent = (): boolean => opened === consumer;
    const joined = new Promise<void>((resolve, reject) => {
      opened.on(GROUP_JOIN, ({ payload }) => {
        if (!isCurrent()) return;
        lastHeardMs = performance.now();
        lapsed = false;
        tenure.abort();
        tenure = new AbortController();
        options.assigned?.(
          Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
            partitions.map((partition) => ({ topic, partition })),
          ),
          opened,
        );
        isJoined = true;
        resolve();
      });
      opened.on(CRASH, ({ payload: { error } }) => {
        reject(error);
        if (isJoined && isCurrent()) giveUp(error, 'the Kafka consumer crashed; it is replaced');
      });
    });
    // Awaited below; if opening fails before that, its rejection is nobody's news.
    joined.catch(() => {});
    opened.on(HEARTBEAT, () => {
      lastHeardMs = performance.now();
      if (!lapsed) return;
      // The group never missed this member: it has its partitions still, and goes on.
      lapsed = false;
      tenure = new AbortController();
    });
    opened.on(REBALANCING, () => tenure.abort());
    opened.on(END_BATCH_PROCESS, ({ payload: { topic, partition, lastOffset, batchSize } }) => {
      // Nothing but what compaction left of it: no handler saw it, but it was read.
      if (batchSize === 0) options.passed?.({ topic, partition, next: Number(lastOffset) + 1 });
    });
    await opened.connect();
    // Where nothing is committed the caller says where to begin; what retention removed is skipped to the first kept.
    await opened.subscribe({ topics: [...topics], fromBeginning: true });
    await opened.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: options.serial ? 1 : partitionsAtATime,
      // One that hung and was replaced has nothing to hand over any more.
      eachBatch: async (payload) => {
        if (isCurrent()) await eachBatch(payload);
      },
    });
    await joined;
  }

  const openInTime = (): Promise<void> => within(openMostMs, 'Joining the group', open());

  /** Without waiting for it longer than that: it may be hanging. */
  const leave = (mostMs: number): Promise<void> => within(mostMs, 'Leaving the group', consumer.disconnect());

  function giveUp(error: unknown, why: string): void {
    if (stopping.signal.aborted || replacing) return;
    logger.error({ err: error }, why);
    tenure.abort(error);
    replacing = replace().finally(() => {
      replacing = undefined;
    });
  }

  async function replace(): Promise<void> {
    for (let attempt = 1; !stopping.signal.aborted; attempt++) {
      await leave(discardMostMs).catch(() => {});
      await pause(backoffMs(attempt, retry), stopping.signal);
      if (stopping.signal.aborted) break;
      try {
        await openInTime();
        logger.info('the Kafka consumer is back');
        return;
      } catch (error) {
        logger.warn({ err: error, attempt }, 'the Kafka consumer could not be opened again');
      }
    }
  }

  // A new group's coordinator may still be loading, and a broker may be about to be replaced.
  for (let attempt = 1; ; attempt++) {
    try {
      await openInTime();
      break;
    } catch (error) {
      await leave(discardMostMs).catch(() => {});
      if (attempt === openAttemptsMax) throw error;
      await pause(backoffMs(attempt, retry));
    }
  }
  const watch = setInterval(() => {
    if (performance.now() - lastHeardMs < unheardMostMs) return;
    giveUp(new Error(`no heartbeat for ${unheardMostMs} ms`), 'the Kafka consumer hangs; it is replaced');
  }, heartbeatMs);
  return {
    async stop() {
      stopping.abort();
      clearInterval(watch);
      await replacing;
      await leave(leaveMostMs).catch((error: unknown) => {
        logger.warn({ err: error }, 'the Kafka consumer could not leave its group; the group will miss it');
      });
    },
  };
}
