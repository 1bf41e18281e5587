import { afterEach, describe, expect, test } from '@jest/globals';
import { type RunningRouter, startRouter } from '../supergraphs/start-router.ts';
import type { SubgraphFixture } from '../supergraphs/subgraph.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@shareable"])\n';

let router: RunningRouter;
afterEach(() => router.close());
const start = async (...subgraphs: readonly SubgraphFixture[]): Promise<void> => {
  router = await startRouter(subgraphs);
};
/** The representations that a subgraph was asked for, request by request. */
const askedOf = (subgraph: string) =>
  router.requests
    .filter((request) => request.subgraph === subgraph)
    .map(({ body }) => (body.variables as { representations?: unknown } | undefined)?.representations);
type Reference = Record<string, never>;

describe('keys', () => {
  test('a compound key is sent whole, with objects and lists inside it', async () => {
    const parts = 'type Line @shareable { code: ID! amount: Int! } type Shop @shareable { id: ID! }';
    const order = 'type Order @key(fields: "shop { id } lines { code amount }") { shop: Shop! lines: [Line!]!';
    await start(
      {
        name: 'orders',
        typeDefs: `${link} ${parts} ${order} } type Query { order: Order }`,
        resolvers: {
          Query: {
            order: () => ({
              shop: { id: 's' },
              lines: [
                { code: 'a', amount: 1 },
                { code: 'b', amount: 2 },
              ],
            }),
          },
        },
      },
      {
        name: 'bills',
        typeDefs: `${link} ${parts} ${order} total: Int }`,
        resolvers: {
          Order: {
            total: ({ lines }: { lines: { amount: number }[] }) => lines.reduce((sum, { amount }) => sum + amount, 0),
          },
        },
      },
    );
    expect((await router.ask('{ order { total } }')).data).toEqual({ order: { total: 3 } });
    expect(askedOf('bills')).toEqual([
      [
        {
          __typename: 'Order',
          shop: { id: 's' },
          lines: [
            { code: 'a', amount: 1 },
            { code: 'b', amount: 2 },
          ],
        },
      ],
    ]);
  });

  test('of multiple keys each subgraph is asked by one that it resolves, over a third that knows both if need be', async () => {
    await start(
      {
        name: 'people',
        typeDefs: `${link} type Query { me: Person } type Person @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { me: () => ({ id: '1' }) } },
      },
      {
        name: 'directory',
        typeDefs: `${link} type Person @key(fields: "id") @key(fields: "mail") { id: ID! mail: ID! }`,
        resolvers: { Person: { __resolveReference: ({ id }: Reference) => ({ id, mail: `m${id}` }) } },
      },
      {
        name: 'letters',
        typeDefs: `${link} type Person @key(fields: "mail") { mail: ID! @external unread: Int }`,
        resolvers: { Person: { unread: ({ mail }: { mail: string }) => mail.length } },
      },
    );
    expect((await router.ask('{ me { unread } }')).data).toEqual({ me: { unread: 2 } });
    expect(askedOf('letters')).toEqual([[{ __typename: 'Person', mail: 'm1' }]]);
  });

  test('a key that a subgraph of Federation 1 marks external is one all the same', async () => {
    await start(
      {
        name: 'prices',
        typeDefs:
          'type Query { cheapest: Product } extend type Product @key(fields: "id") { id: ID! @external price: Int }',
        resolvers: { Query: { cheapest: () => ({ id: '1', price: 3 }) } },
      },
      {
        name: 'products',
        typeDefs: `${link} type Product @key(fields: "id") { id: ID! name: String }`,
        resolvers: { Product: { name: () => 'Pen' } },
      },
    );
    const { data, errors } = await router.ask('{ cheapest { id price name } }');
    expect([data, errors]).toEqual([{ cheapest: { id: '1', price: 3, name: 'Pen' } }, []]);
  });

  test('an entity without a whole key is not asked for, and its fields are null without an error', async () => {
    await start(
      {
        name: 'books',
        typeDefs: `${link} type Query { books: [Book] } type Book @key(fields: "isbn") { isbn: ID }`,
        resolvers: { Query: { books: () => [{ isbn: 'a' }, { isbn: 'unknown' }, null] } },
      },
      {
        name: 'shelf',
        typeDefs: `${link} type Book @key(fields: "isbn") @key(fields: "place") { isbn: ID place: ID! }`,
        resolvers: {
          Book: { __resolveReference: ({ isbn }: Reference) => (isbn === 'a' ? { isbn, place: 'p' } : null) },
        },
      },
      {
        name: 'loans',
        typeDefs: `${link} type Book @key(fields: "place") { place: ID! lent: Boolean }`,
        resolvers: { Book: { lent: () => true } },
      },
    );
    const { data, errors } = await router.ask('{ books { isbn lent } }');
    expect([data, errors]).toEqual([{ books: [{ isbn: 'a', lent: true }, { isbn: 'unknown', lent: null }, null] }, []]);
    expect(askedOf('loans')).toEqual([[{ __typename: 'Book', place: 'p' }]]);
  });

  test('an object that is no entity gets its other fields through the entity that holds it', async () => {
    await start(
      {
        name: 'items',
        typeDefs: `${link} type Query { item: Item } type Item @key(fields: "id") { id: ID! box: Box @shareable } type Box { width: Int }`,
        resolvers: { Query: { item: () => ({ id: '1', box: { width: 2 } }) } },
      },
      {
        name: 'weights',
        typeDefs: `${link} type Item @key(fields: "id") { id: ID! box: Box @shareable } type Box { grams: Int }`,
        resolvers: { Item: { box: () => ({ grams: 9 }) } },
      },
    );
    expect((await router.ask('{ item { box { width grams } } }')).data).toEqual({
      item: { box: { width: 2, grams: 9 } },
    });
  });

  test('a field whose type differs between members of a union is asked for under names of its own', async () => {
    await start(
      {
        name: 'ids',
        typeDefs: `${link} type Query { users: [User] } type User { id: ID @shareable }`,
        resolvers: { Query: { users: () => [{ id: '1' }] } },
      },
      {
        name: 'accounts',
        typeDefs: `${link} type Query { accounts: [Account!]! } union Account = User | Robot type User @key(fields: "id") { id: ID! name: String } type Robot { id: ID name: String }`,
        resolvers: {
          Query: {
            accounts: () => [
              { __typename: 'User', id: '1', name: 'U' },
              { __typename: 'Robot', id: null, name: 'R' },
            ],
          },
          User: { __resolveReference: ({ id }: Reference) => ({ id, name: 'U' }) },
        },
      },
    );
    const { data, errors } = await router.ask(
      '{ users { name } accounts { ... on User { id name } ... on Robot { id name } } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      users: [{ name: 'U' }],
      accounts: [
        { id: '1', name: 'U' },
        { id: null, name: 'R' },
      ],
    });
  });
});

describe('entities that come back otherwise than asked for', () => {
  const fixture: readonly SubgraphFixture[] = [
    {
      name: 'list',
      typeDefs: `${link} type Query { things: [Thing!] } type Thing @key(fields: "id") { id: ID! }`,
      resolvers: { Query: { things: () => [{ id: '1' }, { id: '2' }] } },
    },
    {
      name: 'sizes',
      typeDefs: `${link} type Thing @key(fields: "id") { id: ID! size: Int need: Int! }`,
      resolvers: {
        Thing: { __resolveReference: ({ id }: Reference) => (id === '1' ? { id, size: 5, need: 1 } : null) },
      },
    },
  ];

  test('null: their fields are null, which is an error only where null is not allowed', async () => {
    await start(...fixture);
    const nullable = await router.ask('{ things { id size } }');
    expect([nullable.data, nullable.errors]).toEqual([
      {
        things: [
          { id: '1', size: 5 },
          { id: '2', size: null },
        ],
      },
      [],
    ]);
    const required = await router.ask('{ things { need } }');
    expect(required.data).toEqual({ things: null });
    expect(required.errors).toEqual([expect.objectContaining({ path: ['things', 1, 'need'] })]);
  });

  test('in fewer numbers: none is taken for another, and there is an error', async () => {
    await start(...fixture);
    router.misbehave('sizes', { status: 200, body: '{"data":{"_entities":[{"size":7}]}}' });
    const { data, errors } = await router.ask('{ things { id size } }');
    expect(data).toEqual({
      things: [
        { id: '1', size: null },
        { id: '2', size: null },
      ],
    });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['things'],
        extensions: { code: 'SUBGRAPH_MALFORMED_RESPONSE', service: 'sizes' },
      }),
    ]);
  });
});
