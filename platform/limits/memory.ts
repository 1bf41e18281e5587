import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { LimitStore } from './port.ts';
import { createLimiter } from './spend.ts';

/** Keeps the counts in this process: each process then allows the whole allowance by itself. */
export function createMemoryLimits(): LimitStore {
  return {
    limiter({ name, points, windowSeconds, burst }) {
      return createLimiter(
        new RateLimiterMemory({ keyPrefix: name, points, duration: windowSeconds }),
        burst
          ? new RateLimiterMemory({ keyPrefix: `${name}-burst`, points: burst.points, duration: burst.windowSeconds })
          : null,
      );
    },
    close: async () => undefined,
  };
}
