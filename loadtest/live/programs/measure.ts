import { setTimeout as wait } from 'node:timers/promises';

/**
 * Preloaded (`--import`) into the product's own processes, which stay as they are: answers over the IPC channel what the
 * process has used so far. With `collect`, garbage is collected first, so that memory is what is really held.
 */
export interface Usage {
  /** User and system time since the start, in microseconds. */
  readonly cpuUs: number;
  readonly rssBytes: number;
  /** JavaScript objects and what they hold outside of the heap. */
  readonly heapBytes: number;
}

process.on('message', async (message: { measure?: { collect: boolean } }) => {
  if (!message.measure) return;
  const { user, system } = process.cpuUsage();
  if (message.measure.collect) {
    // Twice and with a breath between: what the first frees may have finalisers, and pages are given back afterwards.
    globalThis.gc?.();
    await wait(500);
    globalThis.gc?.();
    await wait(500);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ usage: { cpuUs: user + system, rssBytes: rss, heapBytes: heapUsed + external } satisfies Usage });
});
