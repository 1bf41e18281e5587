import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { describeOnRedis, startRedis } from '../../tests/support/redis.ts';
import { until } from '../../tests/support/until.ts';
import { type CacheRouter, type CacheWorld, createCacheWorld } from './test/cache-world.ts';

const logger = pino({ level: 'silent' });
let database: TestDatabase;
beforeAll(async () => {
  database = await createEmptyDatabase('cache');
});
afterAll(() => database.drop());
let world: CacheWorld;
let made = 0;
beforeEach(async () => {
  world = await createCacheWorld(() => createPostgresLog({ databaseUrl: database.url, clientId: 'cache', logger }));
});
afterEach(() => world.close());

const calls = (router: CacheRouter) => router.subgraphs.calls.filter(({ subgraph }) => subgraph === 'persons').length;
const names = async (router: CacheRouter, ids: string[], fields = 'name') => {
  const answer = await router.ask({
    query: `query ($ids: [ID!]!) { people(ids: $ids) { ${fields} } }`,
    variables: { ids },
  });
  expect(answer.errors).toBeUndefined();
  return answer.data.people.map(({ name }: { name: string }) => name);
};
/** Two busy cores are slow at times. */
const patient = { redisTimeoutMs: 5_000, lagMaxMs: 30_000 };

await describeOnRedis('entities in Redis', (redisUrl) => {
  const shared = () => ({ ...patient, redisUrl, redisPrefix: `test-${process.pid}-${Date.now()}-${made++}` });

  test('are shared by routers, and an event drops them for all', async () => {
    const cache = shared();
    const [one, two] = [await world.router(cache), await world.router(cache)];
    await one.followed();
    await two.followed();
    await names(one, ['a', 'b']);
    // What is stored isn't waited for.
    await until(async () => {
      const before = calls(two);
      await names(two, ['a', 'b']);
      return calls(two) === before;
    }, 'the other router to find them');
    await world.change('a');
    await until(() => one.consumed('a') === 1 && two.consumed('a') === 1, 'the event');
    const before = calls(two);
    expect(await names(two, ['b'])).toEqual(['v0']);
    expect(calls(two)).toBe(before);
    expect(await names(two, ['a', 'b'])).toEqual(['v1', 'v0']);
    // Both routers told Redis of the event, and it was one drop.
    const dropped =
      (await one.metric('router_entity_cache_drops_total')) + (await two.metric('router_entity_cache_drops_total'));
    expect(dropped).toBe(1);
  });

  test('hold nothing private', async () => {
    const cache = shared();
    const router = await world.router(cache);
    await router.followed();
    Object.assign(world.others, { secret: 'S3CRET', hidden: 'S3CRET', home: { town: 'Ulm', street: 'S3CRET' } });
    for (const fields of ['name', 'name secret', 'name hidden', 'name home { town street }', 'name home { town }'])
      await names(router, ['a'], fields);
    const redis = new Redis(redisUrl);
    try {
      const all = await until(async () => {
        const keys = await redis.keys(`${cache.redisPrefix}*`);
        const texts = await Promise.all(keys.map((key) => redis.hgetall(key)));
        return JSON.stringify(texts).includes('Ulm') && JSON.stringify(texts);
      }, 'what may be kept to be stored');
      expect(all).not.toContain('S3CRET');
    } finally {
      redis.disconnect();
    }
  });

  test('miss nothing that changed while no router ran', async () => {
    const cache = shared();
    const first = await world.router(cache);
    await first.followed();
    await names(first, ['a']);
    await until(async () => {
      const before = calls(first);
      await names(first, ['a']);
      return calls(first) === before;
    }, 'it to be stored');
    await first.router.close();
    await world.change('a');
    const second = await world.router(cache);
    await second.followed();
    expect(await names(second, ['a'])).toEqual(['v1']);
  });
});

await describeOnRedis('a Redis that is away', () => {
  test('costs nothing but hits, at start and later, and comes back empty', async () => {
    const redis = await startRedis();
    const port = Number(new URL(redis.url).port);
    const cache = { ...patient, redisUrl: redis.url };
    const router = await world.router(cache);
    await router.followed();
    await names(router, ['a']);
    await until(async () => {
      const before = calls(router);
      await names(router, ['a']);
      return calls(router) === before;
    }, 'it to be stored');
    await redis.stop();
    await until(async () => (await router.metric('router_entity_cache_following')) === 0, 'the loss to be noticed');
    await world.change('a');
    expect(await names(router, ['a', 'b'])).toEqual(['v1', 'v0']);
    expect(await router.metric('router_entity_cache_bypasses_total')).toBeGreaterThan(0);
    // A router that starts meanwhile serves as well.
    const late = await world.router(cache);
    expect(await names(late, ['a'])).toEqual(['v1']);
    const again = await startRedis({ port });
    try {
      for (const one of [router, late]) {
        await one.followed();
        expect(await names(one, ['a'])).toEqual(['v1']);
      }
    } finally {
      await again.stop();
    }
  });

  test('or hangs, isn’t waited for by everybody', async () => {
    const redis = await startRedis();
    try {
      const router = await world.router({ redisUrl: redis.url, redisTimeoutMs: 1_000, lagMaxMs: 30_000 });
      await router.followed();
      process.kill(redis.pid, 'SIGSTOP');
      // The first may wait; those after it don't.
      await names(router, ['a']);
      const asked = await Promise.all(Array.from({ length: 20 }, () => names(router, ['a'])));
      expect(asked.flat()).toEqual(new Array(20).fill('v0'));
      expect(await router.metric('router_entity_cache_bypasses_total')).toBeGreaterThan(0);
      process.kill(redis.pid, 'SIGCONT');
      await until(async () => {
        const before = calls(router);
        await names(router, ['a']);
        return calls(router) === before;
      }, 'it to be used again');
    } finally {
      await redis.stop();
    }
  });
});
