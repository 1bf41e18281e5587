import type { Limiter, LimitStore, Spent } from './port.ts';

const allowed: Spent = { allowed: true, retryAfterMs: 0 };

/**
 * Keeps the counts in this process: each process then allows the whole allowance by itself. Spending waits for nothing,
 * since every request of a router spends.
 */
export function createMemoryLimits(): LimitStore {
  return {
    limiter({ points, windowSeconds, burst }): Limiter {
      const steady = new FixedWindows(points, windowSeconds * 1_000);
      const extra = burst && new FixedWindows(burst.points, burst.windowSeconds * 1_000);
      return {
        spend(key, wanted) {
          const nowMs = performance.now();
          const retryAfterMs = steady.spend(key, wanted, nowMs);
          if (retryAfterMs === 0) return allowed;
          const retryExtraMs = extra ? extra.spend(key, wanted, nowMs) : Number.POSITIVE_INFINITY;
          if (retryExtraMs === 0) return allowed;
          return { allowed: false, retryAfterMs: Math.max(1, Math.ceil(Math.min(retryAfterMs, retryExtraMs))) };
        },
      };
    },
    close: async () => undefined,
  };
}

interface Window {
  spent: number;
  endsAtMs: number;
}

/** What each key spent within its window, which begins with its first point. What is refused counts as well. */
class FixedWindows {
  readonly #points: number;
  readonly #lengthMs: number;
  /** In the order of their ends, since all are of one length: whatever ended stands at the front. */
  readonly #windows = new Map<string, Window>();

  constructor(points: number, lengthMs: number) {
    this.#points = points;
    this.#lengthMs = lengthMs;
  }

  /** Spends; 0 where that is allowed, or else how long the window still takes, in milliseconds. */
  spend(key: string, points: number, nowMs: number): number {
    let window = this.#windows.get(key);
    if (window === undefined || window.endsAtMs <= nowMs) {
      this.#forgetEnded(nowMs);
      window = { spent: 0, endsAtMs: nowMs + this.#lengthMs };
      this.#windows.set(key, window);
    }
    window.spent += points;
    return window.spent <= this.#points ? 0 : window.endsAtMs - nowMs;
  }

  #forgetEnded(nowMs: number): void {
    for (const [key, window] of this.#windows) {
      if (window.endsAtMs > nowMs) return;
      this.#windows.delete(key);
    }
  }
}
