/** Waits before attempt `attempt` + 1 (from 1): doubling, capped, with full jitter on its upper half. In milliseconds. */
export function backoffMs(attempt: number, options: { firstMs: number; mostMs: number }): number {
  const whole = Math.min(options.mostMs, options.firstMs * 2 ** Math.min(attempt - 1, 30));
  return whole / 2 + (Math.random() * whole) / 2;
}

/** Resolves after `ms`, or at once when `signal` is aborted; never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}
