/**
 * Starts one piece of work at each arrival, however the ones before fare (an open model: B. Schroeder et al., NSDI 2006, show
 * what a closed one hides). Resolves when the duration has passed and everything has ended, or `signal` is aborted, or
 * what is left took longer than `graceMs`.
 */
export async function drive(options: {
  /** Milliseconds from the beginning, ascending. */
  arrivals: Iterator<number>;
  durationMs: number;
  graceMs: number;
  /** Milliseconds on a clock that never goes back. */
  now: () => number;
  /** Never rejects. Gets its scheduled moment on the same clock. */
  start: (scheduledMs: number) => Promise<void>;
  signal: AbortSignal;
}): Promise<void> {
  const { arrivals, durationMs, graceMs, now, start, signal } = options;
  const beganMs = now();
  const under = new Set<Promise<void>>();
  let abort = (): void => {};
  const aborted = new Promise<void>((resolve) => {
    abort = resolve;
  });
  signal.addEventListener('abort', abort);
  for (let next = arrivals.next(); !next.done && next.value < durationMs && !signal.aborted; next = arrivals.next()) {
    const scheduledMs = beganMs + next.value;
    const waitMs = scheduledMs - now();
    // A timer is up to a millisecond late, which counts as latency; several that are due go out together.
    if (waitMs > 0) await Promise.race([pause(waitMs), aborted]);
    if (signal.aborted) break;
    const work = start(scheduledMs).finally(() => under.delete(work));
    under.add(work);
  }
  const restMs = beganMs + durationMs - now();
  if (restMs > 0) await Promise.race([pause(restMs), aborted]);
  if (!signal.aborted && under.size > 0) await Promise.race([Promise.all(under), pause(graceMs), aborted]);
  signal.removeEventListener('abort', abort);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    // What is broken off must not keep the process.
    timer.unref();
  });
}
