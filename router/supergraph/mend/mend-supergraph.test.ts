import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { type RunningRouter, startRouter } from '../../../tests/supergraphs/start-router.ts';
import { composeFixture, type SubgraphFixture } from '../../../tests/supergraphs/subgraph.ts';
import { createGraphStore } from '../graph-store.ts';
import { mendSupergraph } from './mend-supergraph.ts';

const link = (...names: readonly string[]) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: [${names.map((name) => `"@${name}"`).join(', ')}])\n`;

let router: RunningRouter | undefined;
afterEach(async () => {
  await router?.close();
  router = undefined;
});

async function ask(subgraphs: readonly SubgraphFixture[], text: string, variables = {}) {
  router = await startRouter(subgraphs);
  return router.ask(text, variables);
}

describe('a field that @requires asks for with arguments', () => {
  const prices = { USD: 10, EUR: 20, GBP: 30 } as Record<string, number>;
  const shop: readonly SubgraphFixture[] = [
    {
      name: 'goods',
      typeDefs: `${link('key')}
        type Query { goods: [Good!] }
        type Good @key(fields: "id") { id: ID! price(currency: String!): Int weight: Int box: Box }
        type Box { volume(unit: String): Int }`,
      resolvers: {
        Query: { goods: () => [{ id: '1' }, { id: '2' }] },
        Good: {
          __resolveReference: (reference: object) => reference,
          price: ({ id }: { id: string }, { currency }: { currency: string }) => prices[currency]! * Number(id),
          weight: ({ id }: { id: string }) => Number(id),
          box: () => ({}),
        },
        Box: { volume: (_: unknown, { unit }: { unit?: string }) => (unit === 'l' ? 1 : 1000) },
      },
    },
    {
      name: 'shipping',
      typeDefs: `${link('key', 'external', 'requires')}
        type Good @key(fields: "id") {
          id: ID!
          price(currency: String!): Int @external
          weight: Int @external
          box: Box @external
          usd(times: Int = 1): Int @requires(fields: "price(currency: \\"USD\\") weight")
          eur: Int @requires(fields: "price(currency: \\"EUR\\")")
          litres: Int @requires(fields: "box { volume(unit: \\"l\\") }")
        }
        type Box @external { volume(unit: String): Int }`,
      resolvers: {
        Good: {
          __resolveReference: (reference: object) => reference,
          usd: ({ price, weight }: { price: number; weight: number }, { times }: { times: number }) =>
            price * weight * times,
          eur: ({ price }: { price: number }) => price,
          litres: ({ box }: { box: { volume: number } }) => box.volume,
        },
      },
    },
  ];

  test('keeps its arguments beside the same field with others, required or asked for by the client', async () => {
    const { data, errors } = await ask(
      shop,
      `query ($c: String!, $n: Int) {
        goods { usd(times: $n) eur litres price(currency: $c) d: price(currency: "USD") box { volume v: volume(unit: "l") } }
      }`,
      { c: 'GBP', n: 3 },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      goods: [
        { usd: 30, eur: 20, litres: 1, price: 30, d: 10, box: { volume: 1000, v: 1 } },
        { usd: 120, eur: 40, litres: 1, price: 60, d: 20, box: { volume: 1000, v: 1 } },
      ],
    });
  });

  test('stays hidden from clients under the name it got for that', async () => {
    router = await startRouter(shop);
    const { data } = await router.ask('{ __type(name: "Good") { fields { name } } }');
    expect(data).toEqual({
      __type: { fields: ['id', 'price', 'weight', 'box', 'usd', 'eur', 'litres'].map((name) => ({ name })) },
    });
  });
});

describe('a key that a subgraph only carries', () => {
  test('is not what it is asked by when a plan comes back to it', async () => {
    const parts: readonly SubgraphFixture[] = [
      {
        name: 'names',
        typeDefs: `${link('key', 'shareable')}
          type Part @key(fields: "id") @key(fields: "origin { plant }", resolvable: false) { id: ID! origin: Origin! name: String! }
          type Origin @shareable { plant: ID! line: ID! }`,
        resolvers: { Part: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `part ${id}` }) } },
      },
      {
        name: 'machines',
        typeDefs: `${link('key', 'external', 'requires', 'shareable')}
          type Query { parts: [Part!]! }
          type Part @key(fields: "origin { plant }", resolvable: false) @key(fields: "id origin { line }") @key(fields: "id", resolvable: false) {
            id: ID! origin: Origin! name: String! @external label: String! @requires(fields: "name")
          }
          type Origin @shareable { plant: ID! line: ID! }`,
        resolvers: {
          Query: { parts: () => [{ id: '1', origin: { plant: 'p', line: 'l' } }] },
          Part: {
            __resolveReference: (reference: { id?: string; origin: { line?: string } }) =>
              reference.id && reference.origin.line ? reference : null,
            label: ({ name }: { name: string }) => `label of ${name}`,
          },
        },
      },
    ];
    expect(await ask(parts, '{ parts { id name label } }')).toMatchObject({
      data: { parts: [{ id: '1', name: 'part 1', label: 'label of part 1' }] },
      errors: [],
    });
  });
});

describe('a field that no subgraph can answer', () => {
  const nodes: readonly SubgraphFixture[] = [
    {
      name: 'a',
      typeDefs: `${link('key')} type Query { a: Node } interface Node @key(fields: "id") { id: ID! }`,
      resolvers: { Query: { a: () => null } },
    },
    {
      name: 'b',
      typeDefs: `${link('key', 'interfaceObject')} type Query { b: Node } type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID! field: String }`,
      resolvers: { Query: { b: () => ({ id: '2' }) }, Node: { field: () => 'x' } },
    },
  ];

  test('is an error and not a silent null', async () => {
    const answer = await ask(nodes, '{ a { field } }');
    expect(answer.data).toBeUndefined();
    expect(answer.errors).toMatchObject([{ extensions: { code: 'QUERY_PLANNING_FAILED' } }]);
  });

  test('costs no other', async () => {
    expect((await ask(nodes, '{ b { id field } }')).data).toEqual({ b: { id: '2', field: 'x' } });
  });
});

describe('features that protect fields', () => {
  const protectedBy = (feature: string) =>
    composeFixture([
      { name: 'one', typeDefs: `${link('authenticated')} type Query { a: Int @authenticated }` },
    ]).replaceAll('https://specs.apollo.dev/authenticated', feature);

  test('are accepted where this router enforces them', async () => {
    const store = await createGraphStore({
      supergraphSdl: protectedBy('https://specs.apollo.dev/authenticated'),
      logger: pino({ level: 'silent' }),
    });
    const field = store.current().supergraphSchema.getQueryType()!.getFields().a!;
    expect(field.astNode?.directives?.map(({ name }) => name.value)).toContain('authenticated');
    await store.close();
  });

  test('are refused where it does not know them', async () => {
    await expect(
      createGraphStore({
        supergraphSdl: protectedBy('https://example.org/guarded'),
        logger: pino({ level: 'silent' }),
      }),
    ).rejects.toThrow(/guarded/);
  });

  test('nothing else is changed in a supergraph that needs no mending', () => {
    const sdl = composeFixture([{ name: 'one', typeDefs: 'type Query { a: Int }' }]);
    expect(mendSupergraph(sdl).sdl).toBe(sdl);
  });
});
