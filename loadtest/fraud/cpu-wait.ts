import { readFileSync } from 'node:fs';

/**
 * For how long a process's first thread was ready to run and had no CPU, in milliseconds since it started, as Linux counts it;
 * null elsewhere. In Node that thread is the event loop.
 */
export function cpuWaitMs(pid: number): number | null {
  try {
    // Nanoseconds on a CPU, nanoseconds waiting for one, and times it got one.
    const [, waited] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return Number(waited) / 1e6;
  } catch {
    return null;
  }
}
