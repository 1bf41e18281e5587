import { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { TransientError } from '../log/transient.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { LimitStore } from './port.ts';
import { createLimiter } from './spend.ts';

/** A count that takes longer than this is taken from memory instead, in milliseconds: a limit must not cost a time-out. */
const commandTimeoutMs = 250;

/**
 * Keeps the counts in a Redis that all processes share. While it can't be reached each process counts in its own
 * memory: the limits become looser by the number of processes, and nobody is refused for it.
 *
 * Rejects when the URL can't be reached at start, because then it is most likely wrong.
 */
export async function createRedisLimits(url: string, logger: Logger, prefix = 'limits'): Promise<LimitStore> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    commandTimeout: commandTimeoutMs,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', (error: Error) => logger.warn({ err: error }, 'limits: Redis is not reachable'));
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw new TransientError(`Redis can't be reached at REDIS_URL: ${(error as Error).message}`);
  }

  const counter = (name: string, points: number, duration: number): RateLimiterAbstract =>
    new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `${prefix}:${name}`,
      points,
      duration,
      insuranceLimiter: new RateLimiterMemory({ keyPrefix: name, points, duration }),
    });

  return {
    limiter({ name, points, windowSeconds, burst }) {
      return createLimiter(
        counter(name, points, windowSeconds),
        burst ? counter(`${name}-burst`, burst.points, burst.windowSeconds) : null,
      );
    },
    close: async () => redis.disconnect(),
  };
}
