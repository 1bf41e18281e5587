import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../test-support/start-test-router.ts';

const shop = {
  sdl: `
    extend schema @link(
      url: "https://specs.apollo.dev/federation/v2.9"
      import: ["@key", "@cost", { name: "@listSize", as: "@sized" }]
    )
    type Query {
      leaf: Int
      dear: Int @cost(weight: 5)
      book: Book
      books: [Book]
      top: [Book] @sized(assumedSize: 3)
      page(first: Int = 4, last: Int): [Book] @sized(slicingArguments: ["first", "last"], requireOneSlicingArgument: false)
      strict(first: Int, last: Int): [Book] @sized(slicingArguments: ["first", "last"])
      connection(first: Int = 20): Connection
        @sized(slicingArguments: ["first"], sizedFields: ["edges"], requireOneSlicingArgument: false)
      search(by: Search, plain: Int @cost(weight: 2)): Int
      item: Item
    }
    type Mutation { write: Book }
    type Connection { edges: [Edge] total: Int }
    type Edge { node: Book }
    type Book @cost(weight: 2) { title: String author: Author authors: [Author] }
    type Author { name: String }
    union Item = Book | Author
    input Search { text: String @cost(weight: 3) and: [Search] }
  `,
  resolvers: {
    Query: {
      leaf: () => 1,
      connection: () => ({ edges: [{ node: { title: 'a', author: { name: 'b' } } }, { node: null }, null] }),
      item: () => ({ __typename: 'Book', title: 't' }),
      search: () => 1,
    },
    Mutation: { write: () => null },
  },
};

describe('the estimated cost', () => {
  let router: TestRouter;
  beforeAll(async () => {
    router = await startTestRouter({
      subgraphs: { shop },
      config: { cost: { listSize: 10, operationMax: 500 } },
    });
  });
  afterAll(() => router.close());
  const cost = async (query: string, variables: object = {}) =>
    (await router.ask({ query, variables, extensions: { cost: true } })).extensions.cost.estimated;

  test.each([
    ['leaves are free', '{ leaf }', 0],
    ['a field with @cost has its weight', '{ dear }', 5],
    ['an object has its type’s weight', '{ book { title } }', 2],
    ['what is selected below is added', '{ book { author { name } } }', 3],
    ['a list without a size is as long as the config says', '{ books { title } }', 20],
    ['a list with an assumed size is that long', '{ top { author { name } } }', 9],
    ['a slicing argument is the length', '{ page(first: 7) { title } }', 14],
    ['its default is the length where it isn’t given', '{ page { title } }', 8],
    ['the largest of several slicing arguments counts', '{ page(first: 2, last: 6) { title } }', 12],
    ['lists within lists multiply', '{ top { authors { name } } }', 3 * (2 + 10)],
    [
      'a connection’s size is that of its edges',
      '{ connection(first: 5) { total edges { node { title } } } }',
      1 + 5 * (1 + 2),
    ],
    [
      'it reaches through fragments',
      '{ connection(first: 5) { ...C } } fragment C on Connection { ... { edges { node { title } } } }',
      16,
    ],
    ['arguments cost their weight', '{ search(plain: 1) }', 2],
    [
      'input objects cost what they bring',
      '{ search(by: { text: "a", and: [{ text: "b" }, {}] }) }',
      1 + 3 + (1 + 3) + 1,
    ],
    ['a mutation has a price of its own', 'mutation { write { title } }', 12],
    [
      'of an abstract type the dearest possible one counts',
      '{ item { ... on Book { author { name } } ... on Author { name } } }',
      1 + 1,
    ],
  ])('%s', async (_, query, expected) => {
    expect(await cost(query)).toBe(expected);
  });

  test('follows the variables of each request', async () => {
    const query = 'query Q($first: Int = 3, $by: Search) { page(first: $first) { title } search(by: $by) }';
    expect(await cost(query)).toBe(7);
    expect(await cost(query, { first: 50 })).toBe(101);
    expect(await cost(query, { first: 1, by: { text: 'x', and: [{ text: 'y' }] } })).toBe(2 + 8);
  });

  test('is told when asked for, by header or extension, and not otherwise', async () => {
    expect((await router.ask({ query: '{ leaf }' })).extensions).toBeUndefined();
    expect((await router.ask({ query: '{ leaf }' }, { 'x-request-cost': '1' })).extensions).toEqual({
      cost: { estimated: 0, actual: 0 },
    });
  });

  test('is told together with what the answer really cost', async () => {
    const told = async (query: string) => (await router.ask({ query, extensions: { cost: true } })).extensions.cost;
    // The connection, two edges that are there, one book and its author.
    expect(
      await told('{ connection(first: 9) { edges { ...E } } } fragment E on Edge { node { title author { name } } }'),
    ).toEqual({
      estimated: 1 + 9 * (1 + 2 + 1),
      actual: 1 + 2 * 1 + 2 + 1,
    });
    expect(await told('{ item { ... on Book { title } ... on Author { name } } }')).toEqual({
      estimated: 1,
      actual: 1,
    });
    expect(await told('mutation { write { title } }')).toEqual({ estimated: 12, actual: 10 });
  });

  test('over the limit refuses the operation before any subgraph is asked', async () => {
    const calls = router.subgraphs.calls.length;
    const { status, codes, data } = await router.ask({ query: '{ page(first: 251) { title } }' });
    expect([status, codes, data]).toEqual([400, ['COST_LIMIT_EXCEEDED'], undefined]);
    expect((await router.ask({ query: '{ page(first: 250) { title } }' })).codes).not.toContain('COST_LIMIT_EXCEEDED');
    expect(router.subgraphs.calls.length).toBe(calls + 1);
  });

  test('can’t be talked down by hostile sizes', async () => {
    const query = 'query Q($first: Int) { leaf page(first: $first) { title } }';
    const ask = async (first: string) => {
      const response = await fetch(router.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"query":${JSON.stringify(query)},"variables":{"first":${first}}}`,
      });
      return ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code;
    };
    expect(await ask('1e999')).toBe('COST_LIMIT_EXCEEDED');
    expect(await ask('"1e9"')).toBe('BAD_USER_INPUT');
    expect(await ask('{"__proto__": 1}')).toBe('BAD_USER_INPUT');
    const negative = await router.ask({ query, variables: { first: -1000 }, extensions: { cost: true } });
    expect(negative.extensions.cost.estimated).toBe(0);
  });

  test('asks for exactly one slicing argument where the schema does', async () => {
    expect((await router.ask({ query: '{ strict { title } }' })).codes).toEqual(['COST_CANNOT_BE_ESTIMATED']);
    expect((await router.ask({ query: '{ strict(first: 1, last: 1) { title } }' })).codes).toEqual([
      'COST_CANNOT_BE_ESTIMATED',
    ]);
    expect(await cost('{ strict(last: 4) { title } }')).toBe(8);
  });
});
