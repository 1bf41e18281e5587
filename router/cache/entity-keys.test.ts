import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { until } from '../../tests/support/until.ts';
import type { TestSubgraph } from '../test-support/test-subgraphs.ts';
import { type CacheRouter, type CacheWorld, cacheLink, createCacheWorld } from './test/cache-world.ts';

const logger = pino({ level: 'silent' });
let database: TestDatabase;
let world: CacheWorld;
beforeAll(async () => {
  database = await createEmptyDatabase('cache');
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = await createCacheWorld(() => createPostgresLog({ databaseUrl: database.url, clientId: 'cache', logger }));
});
afterEach(() => world.close());

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';
const started = async (subgraphs: Record<string, TestSubgraph>): Promise<CacheRouter> => {
  const router = await world.router({}, { subgraphs });
  await router.followed();
  return router;
};
const calls = (router: CacheRouter, name: string) =>
  router.subgraphs.calls.filter(({ subgraph }) => subgraph === name).length;
const publish = async (router: CacheRouter, data: object): Promise<void> => {
  const before = await router.metric('router_entity_cache_drops_total');
  await world.log.append([{ topic: world.topic, key: 'k', value: JSON.stringify({ type: 'changed', data }) }]);
  await until(async () => (await router.metric('router_entity_cache_drops_total')) > before, 'the drop');
};

test('a key of several fields is named by all of them, whatever their order and whether they are numbers', async () => {
  let price = 1;
  const router = await started({
    lists: {
      sdl: `${link} type Query { orders: [Order] } type Order @key(fields: "region id", resolvable: false) { region: String! id: Int! }`,
      resolvers: {
        Query: {
          orders: () => [
            { region: 'eu', id: 1 },
            { region: 'us', id: 1 },
          ],
        },
      },
    },
    orders: {
      sdl: `${cacheLink}
        type Order @key(fields: "region id")
          @staleOn(topic: "${world.topic}", type: "changed", key: "region: at.region, id: order") {
          region: String! id: Int! price: Int @cacheControl(maxAge: 600)
        }`,
      resolvers: { Order: { __resolveReference: (order: object) => ({ ...order, price }) } },
    },
  });
  const prices = async () =>
    (await router.ask({ query: '{ orders { price } }' })).data.orders.map((o: { price: number }) => o.price);
  expect([await prices(), await prices()]).toEqual([
    [1, 1],
    [1, 1],
  ]);
  expect(calls(router, 'orders')).toBe(1);
  price = 2;
  await publish(router, { order: '1', at: { region: 'us' } });
  expect(await prices()).toEqual([1, 2]);
});

test('what another subgraph passes on by @requires is part of the entry', async () => {
  let weight = 1;
  const router = await started({
    items: {
      sdl: `${link} type Query { item: Item } type Item @key(fields: "id") { id: ID! weight: Int }`,
      resolvers: { Query: { item: () => ({ id: 'a', weight }) } },
    },
    shipping: {
      sdl: `${cacheLink}
        type Item @key(fields: "id") {
          id: ID! weight: Int @external
          cost: Int @requires(fields: "weight") @cacheControl(maxAge: 600)
            @staleOn(topic: "${world.topic}", type: "changed", key: "id")
        }`,
      resolvers: { Item: { cost: (item: { weight: number }) => item.weight * 10 } },
    },
  });
  const cost = async () => (await router.ask({ query: '{ item { cost } }' })).data.item.cost;
  expect([await cost(), await cost()]).toEqual([10, 10]);
  expect(calls(router, 'shipping')).toBe(1);
  weight = 2;
  expect(await cost()).toBe(20);
  weight = 1;
  expect(await cost()).toBe(10);
  expect(calls(router, 'shipping')).toBe(2);
  // All that is kept of the entity goes, whatever was passed on.
  await publish(router, { id: 'a' });
  expect(await router.metric('router_entity_cache_entries')).toBe(0);
});

test('a subgraph that knows an interface alone has entries by the interface’s name', async () => {
  let stars = 5;
  const router = await started({
    media: {
      sdl: `${link}
        type Query { media: [Media] }
        interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String }
        type Film implements Media @key(fields: "id") { id: ID! title: String }`,
      resolvers: {
        Query: {
          media: () => [
            { __typename: 'Book', id: '1', title: 'b' },
            { __typename: 'Film', id: '2', title: 'f' },
          ],
        },
        Media: { __resolveType: (media: { __typename: string }) => media.__typename },
      },
    },
    reviews: {
      sdl: `${cacheLink}
        type Media @interfaceObject @key(fields: "id") @staleOn(topic: "${world.topic}", type: "changed", key: "media.id") {
          id: ID! stars: Int @cacheControl(maxAge: 600)
        }`,
      resolvers: { Media: { __resolveReference: (media: object) => ({ ...media, stars }) } },
    },
  });
  const ask = async () => (await router.ask({ query: '{ media { __typename title stars } }' })).data.media;
  const first = await ask();
  expect(first).toEqual([
    { __typename: 'Book', title: 'b', stars: 5 },
    { __typename: 'Film', title: 'f', stars: 5 },
  ]);
  expect(await ask()).toEqual(first);
  expect(calls(router, 'reviews')).toBe(1);
  stars = 4;
  await publish(router, { media: { id: '2' } });
  expect(await ask()).toEqual([first[0], { ...first[1], stars: 4 }]);
});

test('an event of one subgraph’s field leaves what other subgraphs answer of the entity', async () => {
  const router = await started({
    lists: {
      sdl: `${link} type Query { item: Item } type Item @key(fields: "id", resolvable: false) { id: ID! }`,
      resolvers: { Query: { item: () => ({ id: 'a' }) } },
    },
    names: {
      sdl: `${cacheLink}
        type Item @key(fields: "id") {
          id: ID! name: String @cacheControl(maxAge: 600) @staleOn(topic: "${world.topic}", type: "renamed", key: "id")
        }`,
      resolvers: { Item: { name: () => 'n' } },
    },
    counts: {
      sdl: `${cacheLink}
        type Item @key(fields: "id") {
          id: ID! count: Int @cacheControl(maxAge: 600) @staleOn(topic: "${world.topic}", type: "changed", key: "id")
        }`,
      resolvers: { Item: { count: () => 1 } },
    },
  });
  const query = '{ item { name count } }';
  await router.ask({ query });
  await publish(router, { id: 'a' });
  await router.ask({ query });
  expect([calls(router, 'names'), calls(router, 'counts')]).toEqual([1, 2]);
});
