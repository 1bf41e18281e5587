import type { Consumer } from 'kafkajs';
import { backoffMs, pause } from '../backoff.ts';
import { createBatchHandler } from './batch-handler.ts';
import { within } from './deadline.ts';
import { heartbeatMs, type LoopOptions, retry } from './loop-options.ts';
import { createConsumer, runConsumer } from './run-consumer.ts';
import { createTenure } from './tenure.ts';

/** Requests that time out, and a rebalance, may come one after the other until a client has joined; in milliseconds. */
const openMostMs = 60_000;
/**
 * A member has its heartbeats whatever its handlers do, or it learns within two requests' time-outs that it lost its
 * group. One that had none for this long hangs, in milliseconds.
 */
const defaultUnheardMostMs = 45_000;
/** Leaving waits for handlers and for answers that may never come; in milliseconds. */
const leaveMostMs = 30_000;
/** The same for a client that is of no use any more. */
const discardMostMs = 10_000;
/** Attempts to join at first, some seconds in all; then whoever wanted to join is told. */
const openAttemptsMax = 6;

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
  const { logger, unheardMostMs = defaultUnheardMostMs } = options;
  const stopping = new AbortController();
  const tenure = createTenure();
  const handleBatch = createBatchHandler(options, tenure, stopping.signal);
  let consumer: Consumer;
  let replacing: Promise<void> | undefined;

  function open(): Promise<void> {
    const opened = createConsumer(options);
    consumer = opened;
    const run = runConsumer(opened, options, {
      tenure,
      handleBatch,
      isCurrent: () => opened === consumer,
      crashed: (error) => giveUp(error, 'the Kafka consumer crashed; it is replaced'),
    });
    return within(openMostMs, 'Joining the group', run);
  }

  /** Without waiting for it longer than that: it may be hanging. */
  const leave = (mostMs: number): Promise<void> => within(mostMs, 'Leaving the group', consumer.disconnect());

  function giveUp(error: unknown, why: string): void {
    if (stopping.signal.aborted || replacing) return;
    logger.error({ err: error }, why);
    tenure.end(error);
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
        await open();
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
      await open();
      break;
    } catch (error) {
      await leave(discardMostMs).catch(() => {});
      if (attempt === openAttemptsMax) throw error;
      await pause(backoffMs(attempt, retry));
    }
  }
  const watch = setInterval(() => {
    if (tenure.unheardMs() < unheardMostMs) return;
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
