import { afterEach, describe, expect, test } from '@jest/globals';
import { type RunningRouter, startRouter } from '../supergraphs/start-router.ts';
import type { SubgraphFixture } from '../supergraphs/subgraph.ts';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n';

let router: RunningRouter;
afterEach(() => router.close());
const start = async (...subgraphs: readonly SubgraphFixture[]): Promise<void> => {
  router = await startRouter(subgraphs);
};

/** What subgraphs were asked for: the ids, and the fields by their names in the text. */
const asked = () =>
  router.requests
    .filter(({ body }) => body.variables !== undefined)
    .map(({ subgraph, body }) => [
      subgraph,
      ...Object.values(body.variables as Record<string, { id: string }[]>).map((list) =>
        list.map(({ id }) => id).join(),
      ),
    ]);

/** Goods under orders and gifts; of each good one subgraph knows a field, and reports every time it is asked. */
const shop: SubgraphFixture = {
  name: 'shop',
  typeDefs: `${link}
    type Query { parcel: Parcel parcels: [Parcel!]! boxes: [Box!]! }
    union Parcel = Order | Gift
    interface Box { good: Good }
    type Order implements Box { good: Good goods: [[Good!]!]! inner: Box }
    type Gift implements Box { good: Good goods: [[Good!]!]! inner: Box }
    type Good @key(fields: "id") { id: ID! }`,
  resolvers: {
    Query: {
      parcel: () => parcels[0],
      parcels: () => parcels,
      boxes: () => parcels,
    },
  },
};
const good = (id: string) => ({ id });
const parcels = [
  {
    __typename: 'Gift',
    good: good('1'),
    goods: [[good('1')], [good('2')]],
    inner: { __typename: 'Order', good: good('5') },
  },
  {
    __typename: 'Order',
    good: good('3'),
    goods: [[good('3'), good('4')]],
    inner: { __typename: 'Gift', good: good('6') },
  },
];
const knows = (name: string, fields: readonly string[]): SubgraphFixture => ({
  name,
  typeDefs: `${link} type Good @key(fields: "id") { id: ID! ${fields.map((field) => `${field}: String!`).join(' ')} }`,
  resolvers: {
    Good: Object.fromEntries(fields.map((field) => [field, ({ id }: { id: string }) => `${field} of ${id}`])),
  },
});
const refuses = (name: string): SubgraphFixture => ({
  ...knows(name, [name]),
  resolvers: {
    Good: {
      __resolveReference: () => {
        throw new Error(`Nobody asked for ${name}.`);
      },
    },
  },
});

describe('what is asked of entities under one type of a union or interface', () => {
  test('is asked only of those under that type', async () => {
    await start(shop, knows('label', ['label']), refuses('price'), refuses('weight'));
    const { data, errors } = await router.ask(
      '{ parcel { ... on Gift { good { label } } ... on Order { good { price weight } } } }',
    );
    expect([data, errors]).toEqual([{ parcel: { good: { label: 'label of 1' } } }, []]);
    expect(asked()).toEqual([['label', '1']]);
  });

  test('in lists and lists of lists each entity is asked for what its own holder is', async () => {
    await start(shop, knows('label', ['label']), knows('price', ['price', 'weight']));
    const { data, errors } = await router.ask(
      '{ parcels { ... on Gift { goods { label } } ... on Order { goods { id price } } } }',
    );
    expect([data, errors]).toEqual([
      {
        parcels: [
          { goods: [[{ label: 'label of 1' }], [{ label: 'label of 2' }]] },
          {
            goods: [
              [
                { id: '3', price: 'price of 3' },
                { id: '4', price: 'price of 4' },
              ],
            ],
          },
        ],
      },
      [],
    ]);
    expect(asked().sort()).toEqual([
      ['label', '1,2'],
      ['price', '3,4'],
    ]);
  });

  test('one subgraph gets one request, whatever is asked under how many types', async () => {
    await start(shop, knows('label', ['label', 'price', 'weight']));
    const { data, errors } = await router.ask(
      '{ boxes { good { weight } ... on Gift { good { label } } ... on Order { good { price } } } }',
    );
    expect([data, errors]).toEqual([
      {
        boxes: [
          { good: { weight: 'weight of 1', label: 'label of 1' } },
          { good: { weight: 'weight of 3', price: 'price of 3' } },
        ],
      },
      [],
    ]);
    expect(asked()).toEqual([['label', '1,3', '1', '3']]);
  });

  test('what is asked under several types alike is one list', async () => {
    await start(shop, knows('label', ['label', 'price']));
    const { data } = await router.ask(
      '{ parcels { ... on Gift { good { label } goods { price } } ... on Order { good { label } goods { label } } } }',
    );
    expect((data as { parcels: object[] }).parcels[1]).toEqual({
      good: { label: 'label of 3' },
      goods: [[{ label: 'label of 3' }, { label: 'label of 4' }]],
    });
    expect(asked()).toHaveLength(1);
    expect(asked()[0]).toContain('1,3,4');
  });

  test('types further up count as well, aliases and fragments too', async () => {
    await start(shop, knows('label', ['label']), knows('price', ['price']));
    const { data, errors } = await router.ask(
      `{ boxes { ... on Gift { inner { g: good { label } } } ...O } } fragment O on Order { inner { ... on Gift { g: good { price } } } }`,
    );
    expect([data, errors]).toEqual([
      { boxes: [{ inner: { g: { label: 'label of 5' } } }, { inner: { g: { price: 'price of 6' } } }] },
      [],
    ]);
    expect(asked().sort()).toEqual([
      ['label', '5'],
      ['price', '6'],
    ]);
  });

  test('a subgraph that fails as a whole is one error for each place, and none where nothing was asked', async () => {
    await start(shop, knows('label', ['label', 'price', 'weight']), knows('size', ['size']));
    router.misbehave('label', 'hang up');
    const { data, errors } = await router.ask(
      '{ parcel { ... on Gift { good { size label } } ... on Order { good { price } } } boxes { good { id weight } ... on Gift { good { label } } } }',
    );
    expect(data).toEqual({ parcel: { good: null }, boxes: [{ good: null }, { good: null }] });
    expect(errors.map(({ path }) => path)).toEqual([['parcel', 'good'], ['boxes']]);
  });

  test('what is asked for under two conditions fails once', async () => {
    await start(shop, {
      ...knows('label', ['label', 'price']),
      resolvers: {
        Good: {
          label: () => {
            throw new Error('no label');
          },
          price: () => 'free',
        },
      },
    });
    const { data, errors } = await router.ask('{ boxes { good { id label } ... on Gift { good { label price } } } }');
    expect(data).toEqual({ boxes: [{ good: null }, { good: null }] });
    expect(errors.map(({ path }) => path?.join('.')).sort()).toEqual(['boxes.0.good.label', 'boxes.1.good.label']);
  });
});
