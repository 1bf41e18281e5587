import { backoffMs, pause } from '../../../platform/log/backoff.ts';
import { isTransient, TransientError } from '../../../platform/log/transient.ts';
import type { Logger } from '../../../platform/telemetry/logger.ts';
import type { Finding } from '../detect/finding.ts';

export interface DecisionQueue {
  addFindings(findings: readonly Finding[]): void;
  addErasure(userId: string): void;
  /**
   * Stores everything added before the call. Rejects with a TransientError when that doesn't work: what was not stored
   * stays and is stored by a later flush. Only what the database refused again and again is logged and left out.
   */
  flush(): Promise<void>;
}

/** Between attempts to store, in milliseconds: a restarted database is back within seconds. */
const retry = { firstMs: 100, mostMs: 5_000 };

/** A refusal is a bug or a broken schema; a migration under way takes seconds, and this many attempts take longer. */
const refusalsMax = 8;

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
  let findings: readonly Finding[] = [];
  let erasures: readonly string[] = [];
  const refusals = new Map<unknown, number>();
  let last: Promise<void> = Promise.resolve();

  /** Stores all at once; where that is refused, one by one. Returns what is left to store later. */
  async function store<Item>(
    items: readonly Item[],
    write: (items: readonly Item[]) => Promise<void>,
  ): Promise<readonly Item[]> {
    if (items.length === 0) return [];
    try {
      await write(items);
      for (const item of items) refusals.delete(item);
      return [];
    } catch (error) {
      if (isTransient(error)) throw error;
      deps.logger.warn({ err: error, items: items.length }, 'decisions were refused by the database');
      if (items.length === 1) return refused(items[0]!, error) ? [] : items;
    }
    const left: Item[] = [];
    for (const item of items) left.push(...(await store([item], write)));
    return left;
  }

  /** True when an item was refused so often that it is given up. */
  function refused(item: unknown, error: unknown): boolean {
    const times = (refusals.get(item) ?? 0) + 1;
    if (times < refusalsMax) {
      refusals.set(item, times);
      return false;
    }
    refusals.delete(item);
    deps.logger.error({ err: error, item }, 'a decision could not be stored and is left out');
    return true;
  }

  async function flushOnce(): Promise<void> {
    try {
      const erasing = erasures;
      const unerased = await store(erasing, deps.erase);
      erasures = [...unerased, ...erasures.slice(erasing.length)];
      const recording = findings;
      const unrecorded = await store(recording, deps.record);
      findings = [...unrecorded, ...findings.slice(recording.length)];
    } catch (error) {
      throw new TransientError('Decisions could not be stored.', { cause: error });
    }
    if (refusals.size > 0) throw new TransientError('Decisions were refused by the database.');
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
