/** When each signal will be aborted for being late, as `performance.now()` counts. */
const deadlines = new WeakMap<AbortSignal, number>();

/**
 * Notes when a signal will be aborted for being late. A signal that stands for several requests (coalesce.ts) has none: it is
 * aborted when the last of them is.
 */
export function setDeadline(signal: AbortSignal, atMs: number): void {
  deadlines.set(signal, atMs);
}

/** How long an answer is still of use to whoever holds the signal: at most `timeoutMs`, in whole milliseconds, never below 1. */
export function remainingMs(signal: AbortSignal, timeoutMs: number): number {
  const deadline = deadlines.get(signal);
  if (deadline === undefined) return timeoutMs;
  return Math.max(1, Math.min(timeoutMs, Math.floor(deadline - performance.now())));
}
