import { backoffMs, pause } from '../../../platform/log/backoff.ts';
import { isTransient } from '../../../platform/log/transient.ts';
import type { Logger } from '../../../platform/telemetry/logger.ts';
import type { Finding } from '../detect/finding.ts';

export interface DecisionQueue {
  addFindings(findings: readonly Finding[]): void;
  addErasure(userId: string): void;
  /**
   * Stores everything added before the call. Rejects when the database is down: what was not stored yet stays and is stored by a
   * later flush. What the database refuses for another reason is logged and left out, so that it holds up nothing else.
   */
  flush(): Promise<void>;
}

/** Between attempts to store, in milliseconds: a restarted database is back within seconds. */
const retry = { firstMs: 100, mostMs: 5_000 };

/** Flushes until it works or `signal` is aborted; for those whom no consumer group brings the events again. */
export async function flushUntilStored(queue: DecisionQueue, signal: AbortSignal, logger: Logger): Promise<void> {
  for (let tries = 1; !signal.aborted; tries++) {
    try {
      await queue.flush();
      return;
    } catch (error) {
      logger.warn({ err: error, attempt: tries }, 'decisions could not be stored; trying again');
      await pause(backoffMs(tries, retry), signal);
    }
  }
}

/**
 * Between the detector, which finds a thing once, and the store: a finding is here until it is stored, so that a store
 * that fails loses none. The offsets of the events it rests on are committed after the flush.
 */
export function createDecisionQueue(deps: {
  record(findings: readonly Finding[]): Promise<void>;
  erase(userIds: readonly string[]): Promise<void>;
  logger: Logger;
}): DecisionQueue {
  let findings: Finding[] = [];
  let erasures: string[] = [];
  let last: Promise<void> = Promise.resolve();

  /** Stores all at once; where that is refused, one by one. Returns what is left to do when the database is down. */
  async function store<Item>(items: readonly Item[], write: (items: readonly Item[]) => Promise<void>): Promise<void> {
    try {
      await write(items);
    } catch (error) {
      if (isTransient(error)) throw error;
      if (items.length > 1) {
        for (const item of items) await store([item], write);
        return;
      }
      deps.logger.error({ err: error, item: items[0] }, 'a decision could not be stored and is left out');
    }
  }

  async function flushOnce(): Promise<void> {
    if (erasures.length > 0) {
      const batch = erasures;
      await store(batch, deps.erase);
      erasures = erasures.slice(batch.length);
    }
    if (findings.length > 0) {
      const batch = findings;
      await store(batch, deps.record);
      findings = findings.slice(batch.length);
    }
  }

  return {
    addFindings(found) {
      if (found.length > 0) findings = [...findings, ...found];
    },
    addErasure(userId) {
      erasures = [...erasures, userId];
    },
    flush() {
      // One after the other: two flushes at once would store the same.
      last = last.then(flushOnce, flushOnce);
      return last;
    },
  };
}
