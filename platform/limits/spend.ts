import { BurstyRateLimiter, type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import type { Limiter, Spent } from './port.ts';

const allowed: Spent = { allowed: true, retryAfterMs: 0 };

/** A Limiter on one of rate-limiter-flexible's counters, with or without a second one for bursts. */
export function createLimiter(steady: RateLimiterAbstract, burst: RateLimiterAbstract | null): Limiter {
  const limiter = burst ? new BurstyRateLimiter(steady, burst) : steady;
  return {
    async spend(key, points) {
      try {
        await limiter.consume(key, points);
        return allowed;
      } catch (refusal) {
        // The library rejects with its result when the points are spent, and with an Error for anything else.
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return { allowed: false, retryAfterMs: Math.max(1, refusal.msBeforeNext) };
      }
    },
  };
}
