/** Executions that begin within this many milliseconds share a deadline. */
const stepMs = 500;

/**
 * Signals that are aborted `timeoutMs` after they were asked for, or up to half a second later. One signal serves
 * all who ask within a moment: a timer and a signal for each of thousands of executions of one event costs more than
 * the executions do.
 */
export function createDeadlines(timeoutMs: number): () => AbortSignal {
  let current: { readonly sinceMs: number; readonly signal: AbortSignal } | undefined;
  return () => {
    const nowMs = Date.now();
    if (!current || nowMs - current.sinceMs >= stepMs) {
      current = { sinceMs: nowMs, signal: AbortSignal.timeout(timeoutMs + stepMs) };
    }
    return current.signal;
  };
}
