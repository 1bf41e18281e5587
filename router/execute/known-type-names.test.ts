import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type RunningRouter, startRouter } from '../../tests/supergraphs/start-router.ts';
import type { SubgraphFixture } from '../../tests/supergraphs/subgraph.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", "@shareable", "@interfaceObject"])\n';
const person = (id: string) => ({ __typename: 'Person', id });
const byId = { __resolveReference: (thing: object) => thing };

const subgraphs: readonly SubgraphFixture[] = [
  {
    name: 'visits',
    typeDefs: `${link}
      type Query { visits: [Visit!]! pet: Pet home: Home }
      type Visit { at: Int! visitor: Person! all: [[Person]] query: Query! }
      interface Pet @key(fields: "id") { id: ID! owner: Person }
      type Cat implements Pet @key(fields: "id") { id: ID! owner: Person }
      type Home { of: Person! }
      type Person @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: {
        visits: () => [
          { at: 1, visitor: person('p1'), all: [[person('p2'), null], null, [person('p1')]], query: {} },
          { at: 2, visitor: person('p2'), all: null, query: {} },
        ],
        pet: () => ({ __typename: 'Cat', id: 'c', owner: person('p3') }),
        home: () => ({ of: person('p4') }),
      },
      Pet: { __resolveReference: (pet: object) => ({ ...pet, __typename: 'Cat' }) },
      Cat: byId,
    },
  },
  {
    name: 'people',
    typeDefs: `${link}
      type Person @key(fields: "id") { id: ID! name: String! friend: Person! }`,
    resolvers: {
      Person: {
        ...byId,
        name: ({ id }: { id: string }) => `Name of ${id}`,
        friend: ({ id }: { id: string }) => person(`${id}'s`),
      },
    },
  },
  {
    name: 'risk',
    typeDefs: `${link}
      type Person @key(fields: "id") { id: ID! risk: Int! }
      type Pet @key(fields: "id") @interfaceObject { id: ID! toy: Toy! }
      type Toy { size: Int! of: Pet! }`,
    resolvers: {
      Person: { ...byId, risk: ({ id }: { id: string }) => id.length },
      Pet: { ...byId, toy: ({ id }: { id: string }) => ({ size: 1, of: { id } }) },
    },
  },
];

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter(subgraphs);
});
afterAll(() => router.close());
beforeEach(() => {
  router.requests.length = 0;
});
const asked = (subgraph: string): string[] =>
  router.requests.filter((request) => request.subgraph === subgraph).map(({ body }) => String(body.query));

test('no subgraph is asked for the type of what can only be of one', async () => {
  const { data } = await router.ask('{ visits { at visitor { __typename name friend { name risk } } all { name } } }');
  expect(data).toEqual({
    visits: [
      {
        at: 1,
        visitor: { __typename: 'Person', name: 'Name of p1', friend: { name: "Name of p1's", risk: 4 } },
        all: [[{ name: 'Name of p2' }, null], null, [{ name: 'Name of p1' }]],
      },
      {
        at: 2,
        visitor: { __typename: 'Person', name: 'Name of p2', friend: { name: "Name of p2's", risk: 4 } },
        all: null,
      },
    ],
  });
  for (const { body } of router.requests) expect(body.query).not.toContain('__typename');
});

test('something is asked for where nothing else is', async () => {
  const { data } = await router.ask('{ visits { visitor { __typename } } home { of { kind: __typename } } }');
  expect(data).toEqual({
    visits: [{ visitor: { __typename: 'Person' } }, { visitor: { __typename: 'Person' } }],
    home: { of: { kind: 'Person' } },
  });
});

test('the objects of an interface say what they are, and those below them', async () => {
  const { data, errors } = await router.ask('{ pet { __typename owner { name } toy { size of { __typename id } } } }');
  expect(errors).toEqual([]);
  expect(data).toEqual({
    pet: { __typename: 'Cat', owner: { name: 'Name of p3' }, toy: { size: 1, of: { __typename: 'Cat', id: 'c' } } },
  });
  expect(asked('visits')[0]).toContain('__typename');
});

test('one thing in one place is known by every alias, in and out of fragments, and under names that all objects have', async () => {
  const { data } = await router.ask(`{
    constructor: visits { __proto__: visitor { name } ...V ... on Visit { again: visitor { risk } query { home { of { name } } } } }
  } fragment V on Visit { visitor { id risk } }`);
  const visit = (id: string) => ({
    ['__proto__']: { name: `Name of ${id}` },
    visitor: { id, risk: 2 },
    again: { risk: 2 },
    query: { home: { of: { name: 'Name of p4' } } },
  });
  expect(JSON.stringify(data)).toBe(JSON.stringify({ constructor: [visit('p1'), visit('p2')] }));
});

test('fetches that start together ask for the same entities, and those after an answer for what it brought', async () => {
  const { data } = await router.ask('{ visits { visitor { name risk friend { risk name } } } }');
  expect(data).toEqual({
    visits: ['p1', 'p2'].map((id) => ({
      visitor: { name: `Name of ${id}`, risk: 2, friend: { risk: 4, name: `Name of ${id}'s` } },
    })),
  });
  const ids = (subgraph: string) =>
    router.requests
      .filter((request) => request.subgraph === subgraph)
      .flatMap(({ body }) =>
        Object.values(body.variables as Record<string, { id: string }[]>).map((all) => all.map(({ id }) => id)),
      );
  expect(ids('people')).toEqual([['p1', 'p2']]);
  expect(ids('risk').flat().sort()).toEqual(['p1', "p1's", 'p2', "p2's"]);
});
