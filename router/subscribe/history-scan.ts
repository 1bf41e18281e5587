import type { Log } from '../../platform/log/port.ts';
import type { Chunk, Feed, RecentIndex } from './recent-index.ts';
import { type Job, scan } from './scan-pass.ts';

export interface ScannerDeps {
  readonly log: Pick<Log, 'read'>;
  readonly index: RecentIndex;
  readonly gatherMs: number;
  /** Records read before a position to learn the ids of what was delivered already. */
  readonly dedupeRecords: number;
  onScan(topic: string): void;
}

interface Waiting {
  readonly job: Job;
  resolve(chunk: Chunk): void;
  reject(error: unknown): void;
}

/**
 * Reads what the index no longer holds. However many clients come back at once, one reader of a topic serves them all:
 * who asks while it runs waits for the next one.
 */
export function createScanner(deps: ScannerDeps) {
  const { log, index } = deps;
  const waiting = new Map<string, Waiting[]>();
  const running = new Set<Promise<void>>();
  const scanning = new Set<string>();
  let closed = false;
  let cancel = (): void => {};
  const cancelled = new Promise<void>((resolve) => {
    cancel = resolve;
  });

  const start = (topic: string): void => {
    scanning.add(topic);
    const run = (async () => {
      await new Promise((resolve) => setTimeout(resolve, deps.gatherMs));
      const served = waiting.get(topic) ?? [];
      const jobs = served.map(({ job }) => job);
      waiting.delete(topic);
      try {
        if (closed) throw new Error('The router is closing.');
        deps.onScan(topic);
        await scan(log, index, topic, jobs, deps.dedupeRecords, cancelled);
        if (closed) throw new Error('The router is closing.');
        for (const { job, resolve } of served) {
          resolve({ events: job.events, positions: job.positions, complete: false });
        }
      } catch (error) {
        for (const { reject } of served) reject(error);
      }
      scanning.delete(topic);
      if (waiting.has(topic)) start(topic);
    })();
    running.add(run);
    void run.finally(() => running.delete(run));
  };

  return {
    /**
     * A feed's events from `positions` (the partitions that are behind the index) up to where the index begins, at most
     * `max`. The chunk is never complete: whoever reads it goes on in the index.
     */
    read(feed: Feed, positions: ReadonlyMap<number, number>, earliest: ReadonlyMap<number, number>, max: number) {
      const { topic } = feed.stream;
      return new Promise<Chunk>((resolve, reject) => {
        const job: Job = {
          feed,
          positions: new Map(positions),
          earliest,
          max,
          events: [],
          ids: new Set(),
          full: false,
        };
        const others = waiting.get(topic);
        if (others) others.push({ job, resolve, reject });
        else waiting.set(topic, [{ job, resolve, reject }]);
        if (!scanning.has(topic)) start(topic);
      });
    },

    async close(): Promise<void> {
      closed = true;
      cancel();
      await Promise.all(running);
    },
  };
}

export type Scanner = ReturnType<typeof createScanner>;
