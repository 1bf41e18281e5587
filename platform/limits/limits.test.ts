import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { describeOnRedis, startRedis } from '../../tests/support/redis.ts';
import { until } from '../../tests/support/until.ts';
import { createMemoryLimits } from './memory.ts';
import type { LimitStore } from './port.ts';
import { createRedisLimits } from './redis.ts';

const logger = pino({ level: 'silent' });
/** Long enough that no window ends during a test. */
const windowSeconds = 600;

let made = 0;
/** A name that no other test, and no other run on a shared Redis, uses. */
const unique = () => `test-${process.pid}-${Date.now()}-${made++}`;

/** What every store of counts keeps. */
function keepsTheContract(open: () => Promise<LimitStore>): void {
  let store: LimitStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  test('a key may spend its points and no more, and is told how long to wait', async () => {
    const limiter = store.limiter({ name: unique(), points: 3, windowSeconds });
    for (let i = 0; i < 3; i++) expect(await limiter.spend('a', 1)).toEqual({ allowed: true, retryAfterMs: 0 });
    const refused = await limiter.spend('a', 1);
    expect(refused.allowed).toBe(false);
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(windowSeconds * 1000);
  });

  test('keys and allowances don’t share points', async () => {
    const one = store.limiter({ name: unique(), points: 1, windowSeconds });
    const other = store.limiter({ name: unique(), points: 1, windowSeconds });
    expect([await one.spend('a', 1), await one.spend('b', 1), await other.spend('a', 1)].every((s) => s.allowed)).toBe(
      true,
    );
    expect((await one.spend('a', 1)).allowed).toBe(false);
  });

  test('several points are spent at once', async () => {
    const limiter = store.limiter({ name: unique(), points: 10, windowSeconds });
    expect((await limiter.spend('a', 8)).allowed).toBe(true);
    expect((await limiter.spend('a', 3)).allowed).toBe(false);
  });

  test('a burst is spent when the steady points are gone', async () => {
    const burst = { points: 2, windowSeconds };
    const limiter = store.limiter({ name: unique(), points: 1, windowSeconds, burst });
    const spent = [];
    for (let i = 0; i < 4; i++) spent.push((await limiter.spend('a', 1)).allowed);
    expect(spent).toEqual([true, true, true, false]);
  });

  test('points come back when the window is over', async () => {
    const limiter = store.limiter({ name: unique(), points: 1, windowSeconds: 1 });
    await limiter.spend('a', 1);
    await until(async () => (await limiter.spend('a', 1)).allowed, 'the window to end');
  });

  test('many at once are counted one by one', async () => {
    const limiter = store.limiter({ name: unique(), points: 50, windowSeconds });
    const spent = await Promise.all(Array.from({ length: 80 }, () => limiter.spend('a', 1)));
    expect(spent.filter(({ allowed }) => allowed)).toHaveLength(50);
  });
}

describe('limits in memory', () => {
  keepsTheContract(async () => createMemoryLimits());
});

await describeOnRedis('limits in Redis', (url) => {
  describe('keep the contract', () => {
    keepsTheContract(() => createRedisLimits(url, logger));
  });

  test('are shared by all routers', async () => {
    const [one, two] = await Promise.all([createRedisLimits(url, logger), createRedisLimits(url, logger)]);
    const allowance = { name: unique(), points: 2, windowSeconds };
    expect((await one.limiter(allowance).spend('a', 1)).allowed).toBe(true);
    expect((await two.limiter(allowance).spend('a', 1)).allowed).toBe(true);
    expect((await one.limiter(allowance).spend('a', 1)).allowed).toBe(false);
    await Promise.all([one.close(), two.close()]);
  });

  test('fall back to memory while Redis is away, and are shared again when it is back', async () => {
    const redis = await startRedis();
    const store = await createRedisLimits(redis.url, logger);
    const limiter = store.limiter({ name: unique(), points: 2, windowSeconds });
    expect((await limiter.spend('a', 1)).allowed).toBe(true);
    await redis.stop();
    const spent = [];
    for (let i = 0; i < 3; i++) spent.push((await limiter.spend('a', 1)).allowed);
    expect(spent).toEqual([true, true, false]);
    const again = await startRedis({ port: Number(new URL(redis.url).port) });
    // An empty Redis has forgotten what was spent.
    await until(async () => (await limiter.spend('a', 1)).allowed, 'Redis to count again');
    await store.close();
    await again.stop();
  });

  test('say in one sentence that Redis can’t be reached at start', async () => {
    const redis = await startRedis();
    await redis.stop();
    await expect(createRedisLimits(redis.url, logger)).rejects.toThrow("Redis can't be reached at REDIS_URL");
  });
});
