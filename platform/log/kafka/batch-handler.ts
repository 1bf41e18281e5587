import type { EachBatchPayload } from 'kafkajs';
import { backoffMs, pause } from '../backoff.ts';
import { createSemaphore } from '../semaphore.ts';
import { isGroupLost } from './errors.ts';
import { heartbeatMs, type LoopOptions, retry, sessionTimeoutMs } from './loop-options.ts';
import type { CommitOffset } from './offset-commits.ts';
import type { Tenure } from './tenure.ts';
import { toRecord } from './to-record.ts';

/** Handlers that run at a time: about what a process's database connections can do. Who commits is out of the way. */
const handlersAtATime = 4;

/**
 * Hands what was fetched of one partition to the loop's handler, some records at a time, while heartbeats go on. A partition
 * whose handler rejected is paused and resumed after a backoff. Rejects with what kafkajs joins anew for.
 */
export type BatchHandler = (payload: EachBatchPayload, commit: CommitOffset) => Promise<void>;

export function createBatchHandler(options: LoopOptions, tenure: Tenure, stopping: AbortSignal): BatchHandler {
  const failures = new Map<string, number>();
  const inTurn = createSemaphore(handlersAtATime);

  async function handleAll(payload: EachBatchPayload, commit: CommitOffset, signal: AbortSignal): Promise<void> {
    const { topic, partition, messages } = payload.batch;
    for (let at = 0; at < messages.length; at += options.batchRecordsMax) {
      const next = await inTurn(async () => {
        // Asked only now: it may have been a long wait.
        if (signal.aborted || !payload.isRunning() || payload.isStale()) return null;
        const records = messages
          .slice(at, at + options.batchRecordsMax)
          .map((message) => toRecord(topic, partition, message));
        await options.handle(records, signal);
        return records.at(-1)!.offset + 1;
      });
      if (next === null) break;
      const place = { topic, partition, offset: next };
      if (options.commits) await commit(place, payload);
      payload.resolveOffset(String(next - 1));
      options.passed?.(place);
      failures.delete(`${topic}/${partition}`);
    }
  }

  /** Pauses the partition for a while; what was not resolved is fetched again. */
  function holdBack({ batch: { topic, partition }, pause: pausePartition }: EachBatchPayload, error: unknown): void {
    const count = (failures.get(`${topic}/${partition}`) ?? 0) + 1;
    failures.set(`${topic}/${partition}`, count);
    if (count === 1 || count % 20 === 0) {
      options.logger.warn(
        { err: error, topic, partition, failures: count },
        'a partition could not be read on; trying again',
      );
    }
    const resume = pausePartition();
    void pause(backoffMs(count, retry), stopping).then(() => resume());
  }

  return async (payload, commit) => {
    const held = tenure.current();
    const signal = AbortSignal.any([held.signal, stopping]);
    let lost: unknown;
    const timer = setInterval(() => {
      payload.heartbeat().catch((error: unknown) => {
        if (isGroupLost(error)) {
          lost = error;
          held.abort(error);
        }
      });
      tenure.lapse(held, sessionTimeoutMs);
    }, heartbeatMs);
    try {
      await handleAll(payload, commit, signal);
    } catch (error) {
      if (isGroupLost(error)) throw error;
      if (!signal.aborted) holdBack(payload, error);
    } finally {
      clearInterval(timer);
    }
    // kafkajs joins anew when it is handed this.
    if (lost) throw lost;
  };
}
