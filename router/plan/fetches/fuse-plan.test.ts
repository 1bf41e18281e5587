import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type RunningRouter, startRouter } from '../../../tests/supergraphs/start-router.ts';
import type { SubgraphFixture } from '../../../tests/supergraphs/subgraph.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@requires", "@external", "@provides", "@shareable"])\n';
const ids = ['1', '2', '3'];
const review = (id: string) => ({
  id,
  body: `body ${id}`,
  author: { id, username: `user${id}` },
  product: { upc: id },
});

/** The shape of the public gateway benchmark: four subgraphs that lead into each other. */
const benchmark: readonly SubgraphFixture[] = [
  {
    name: 'accounts',
    typeDefs: `${link} type Query { users: [User] } type User @key(fields: "id") { id: ID! name: String username: String @shareable }`,
    resolvers: {
      Query: { users: () => ids.map((id) => ({ id, name: `Name ${id}`, username: `user${id}` })) },
      User: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `Name ${id}`, username: `user${id}` }) },
    },
  },
  {
    name: 'inventory',
    typeDefs: `${link} type Product @key(fields: "upc") { upc: String! weight: Int @external price: Int @external inStock: Boolean shippingEstimate(unit: String): Int @requires(fields: "price weight") }`,
    resolvers: {
      Product: {
        __resolveReference: (reference: object) => reference,
        inStock: () => true,
        shippingEstimate: ({ price, weight }: { price: number; weight: number }) => price * weight,
      },
    },
  },
  {
    name: 'products',
    typeDefs: `${link} type Query { topProducts(first: Int = 3): [Product] } type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
    resolvers: {
      Query: { topProducts: () => ids.map((upc) => ({ upc, name: `Product ${upc}`, price: 10, weight: Number(upc) })) },
      Product: {
        __resolveReference: ({ upc }: { upc: string }) => ({
          upc,
          name: `Product ${upc}`,
          price: 10,
          weight: Number(upc),
        }),
      },
    },
  },
  {
    name: 'reviews',
    typeDefs: `${link} type Review @key(fields: "id") { id: ID! body: String product: Product author: User @provides(fields: "username") } type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] } type Product @key(fields: "upc") { upc: String! reviews(first: Int): [Review] }`,
    resolvers: {
      User: { reviews: ({ id }: { id: string }) => [review(id)] },
      Product: { reviews: ({ upc }: { upc: string }) => [review(upc), review('1')] },
    },
  },
];

const heavy = `
  fragment User on User { id username name }
  fragment Review on Review { id body }
  fragment Product on Product { inStock name price shippingEstimate upc weight }
  query Heavy {
    users { ...User reviews { ...Review product { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } } } }
    topProducts { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } }
  }`;

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter(benchmark);
});
beforeEach(() => {
  router.requests.length = 0;
});
afterAll(() => router.close());

const product = (upc: string) => ({
  inStock: true,
  name: `Product ${upc}`,
  price: 10,
  shippingEstimate: 10 * Number(upc),
  upc,
  weight: Number(upc),
});
const user = (id: string) => ({ id, username: `user${id}`, name: `Name ${id}` });

describe('fetches of one subgraph on one level go out as one request', () => {
  test('the benchmark query takes 6 requests where its plan has 16 fetches', async () => {
    const { data, errors } = await router.ask(heavy);
    expect(errors).toEqual([]);
    expect(router.requests).toHaveLength(6);
    const deepReview = (id: string) => ({
      id,
      body: `body ${id}`,
      author: { ...user(id), reviews: [{ id, body: `body ${id}`, product: product(id) }] },
    });
    const { users, topProducts } = data as { users: unknown[]; topProducts: unknown[] };
    expect(topProducts[1]).toEqual({ ...product('2'), reviews: [deepReview('2'), deepReview('1')] });
    expect(users[2]).toEqual({
      ...user('3'),
      reviews: [{ id: '3', body: 'body 3', product: { ...product('3'), reviews: [deepReview('3'), deepReview('1')] } }],
    });
  });

  test('the same representations and selection at several places are one list, each entity once', async () => {
    await router.ask('{ users { reviews { product { name } } } topProducts { reviews { product { name } } } }');
    const products = router.requests.filter(({ subgraph }) => subgraph === 'products');
    expect(products[1]?.body.variables).toEqual({
      representations: ids.map((upc) => ({ __typename: 'Product', upc })),
    });
  });

  test('variables and fragments of each part keep their meaning', async () => {
    const { data, errors } = await router.ask(
      `query ($first: Int, $unit: String) {
        users { reviews { ...R } }
        topProducts { shippingEstimate(unit: $unit) reviews(first: $first) { ...R } }
      }
      fragment R on Review { id author { username } product { reviews(first: $first) { body } } }`,
      { first: 1, unit: 'g' },
    );
    expect(errors).toEqual([]);
    expect((data as { users: unknown[] }).users[0]).toEqual({
      reviews: [
        { id: '1', author: { username: 'user1' }, product: { reviews: [{ body: 'body 1' }, { body: 'body 1' }] } },
      ],
    });
  });

  test('a failure of the one request has an error at each place that misses its data', async () => {
    router.misbehave('reviews', 'hang up');
    const { data, errors } = await router.ask('{ users { id reviews { id } } topProducts { upc reviews { id } } }');
    router.misbehave('reviews', undefined);
    expect(data).toEqual({
      users: ids.map((id) => ({ id, reviews: null })),
      topProducts: ids.map((upc) => ({ upc, reviews: null })),
    });
    expect(errors.map(({ path }) => path)).toEqual([['users'], ['topProducts']]);
  });
});
