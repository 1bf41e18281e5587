import type { CancelSignal } from './cancel-signal.ts';

/**
 * How long an answer is still of use to whoever holds the signal: at most `timeoutMs`, in whole milliseconds, never below 1. A
 * signal that stands for several requests (coalesce.ts) has no deadline: it is aborted when the last of them is.
 */
export function remainingMs(signal: CancelSignal, timeoutMs: number): number {
  if (signal.deadlineMs === undefined) return timeoutMs;
  return Math.max(1, Math.min(timeoutMs, Math.floor(signal.deadlineMs - performance.now())));
}
