import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { uuidv7 } from 'uuidv7';
import { describeOnRedis } from '../../tests/support/redis.ts';
import { until } from '../../tests/support/until.ts';
import { startTestRouter, type TestRouter } from '../test-support/start-test-router.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { hello: String }
`;
const subgraphs = { hello: { sdl, resolvers: { Query: { hello: () => 'hello' } } } };
const persisted = (text: string) => ({
  persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(text).digest('hex') },
});

await describeOnRedis('persisted queries that routers share', (url) => {
  const redisPrefix = `test-${uuidv7()}`;
  let redis: Redis;
  let routers: TestRouter[];
  beforeAll(async () => {
    redis = new Redis(url);
    const start = (redisUrl: string) =>
      // Time enough for a slow machine; what isn't waited for has a test of its own.
      startTestRouter({ subgraphs, config: { persisted: { redisUrl, redisPrefix, redisTimeoutMs: 10_000 } } });
    routers = await Promise.all([start(url), start(url), start('redis://127.0.0.1:1')]);
  });
  afterAll(async () => {
    await Promise.all(routers.map((router) => router.close()));
    redis.disconnect();
  });

  test('are known to a router where nobody registered them, for a time', async () => {
    const [first, second] = routers as [TestRouter, TestRouter];
    const keyOf = (text: string) => `${redisPrefix}:${persisted(text).persistedQuery.sha256Hash}`;
    let query = '';
    let asked = 0;
    // A router doesn't wait for its Redis: what is registered before the connection is there stays its own.
    await until(async () => {
      query = `{ shared${++asked}: hello }`;
      await first.ask({ query, extensions: persisted(query) });
      return (await redis.exists(keyOf(query))) === 1;
    }, 'a document to be shared');
    await until(
      async () => (await second.ask({ extensions: persisted(query) })).data?.[`shared${asked}`] === 'hello',
      'the other router to know it',
    );
    const left = await redis.ttl(keyOf(query));
    expect([left > 0, left <= 86_400]).toEqual([true, true]);
  });

  test('are taken from the store only as what their hash says', async () => {
    const query = '{ other: hello }';
    const extensions = persisted(query);
    await redis.set(`${redisPrefix}:${extensions.persistedQuery.sha256Hash}`, '{ planted: hello }');
    expect((await routers[0]!.ask({ extensions })).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect((await routers[0]!.ask({ extensions: { persistedQuery: { sha256Hash: '*' } } })).codes).toEqual([
      'PERSISTED_QUERY_NOT_FOUND',
    ]);
  });

  test('are each router’s own while the store can’t be reached', async () => {
    const alone = routers[2]!;
    const query = '{ alone: hello }';
    const extensions = persisted(query);
    expect((await alone.ask({ extensions })).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect((await alone.ask({ query, extensions })).data).toEqual({ alone: 'hello' });
    expect((await alone.ask({ extensions })).data).toEqual({ alone: 'hello' });
  });
});
