import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type RunningRouter, startRouter } from '../../tests/supergraphs/start-router.ts';
import type { SubgraphFixture } from '../../tests/supergraphs/subgraph.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", "@context", "@fromContext", "@shareable"])\n';

const menus = [
  { id: 'm1', tongue: 'fr', dishes: ['d1', 'd2'] },
  { id: 'm2', tongue: 'de', dishes: ['d1', 'gone'] },
  { id: 'm3', tongue: 'fr', dishes: ['d2'] },
];
const dish = (id: string) => ({ __typename: 'Dish', id });

/** Dishes are worded in the language of the menu, or of the table, that they are met on. */
const subgraphs: readonly SubgraphFixture[] = [
  {
    name: 'menus',
    typeDefs: `${link}
      type Query { menus: [Menu!]! table: Table }
      type Menu @key(fields: "id") @context(name: "speech") { id: ID! tongue: String! dishes: [Dish]! style: Style! best: Dish }
      type Table @key(fields: "id") @context(name: "speech") { id: ID! spoken: String menu: Menu guests: [Guest!] }
      type Guest @key(fields: "id") { id: ID! orders: [[Dish]] }
      type Style { marks: [String!]! }
      type Dish @key(fields: "id") {
        id: ID!
        wording(speech: String @fromContext(field: "$speech ... on Menu { tongue } ... on Table { spoken }"), upper: Boolean): String
      }`,
    resolvers: {
      Query: {
        menus: () => menus,
        table: () => ({ id: 't', spoken: 'it', menu: menus[1], guests: [{ id: 'g', orders: [['d1'], null, ['d2']] }] }),
      },
      Menu: {
        dishes: (menu: { dishes: string[] }) => menu.dishes.map(dish),
        best: (menu: { dishes: string[] }) => dish(menu.dishes[0]!),
        style: () => ({ marks: ['*', '**'] }),
      },
      Guest: { orders: (guest: { orders: (string[] | null)[] }) => guest.orders.map((row) => row?.map(dish) ?? null) },
      Dish: {
        __resolveReference: ({ id }: { id: string }) => dish(id),
        wording: ({ id }: { id: string }, { speech, upper }: { speech?: string; upper?: boolean }) => {
          if (id === 'gone') throw new Error('no such dish');
          const text = `${id} in ${speech ?? 'no tongue'}`;
          return upper ? text.toUpperCase() : text;
        },
      },
    },
  },
  {
    name: 'kitchen',
    typeDefs: `${link} type Dish @key(fields: "id") { id: ID! minutes: Int }`,
    resolvers: { Dish: { minutes: () => 5 } },
  },
];

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter(subgraphs);
});
beforeEach(() => {
  router.requests.length = 0;
});
afterAll(() => router.close());

test('@fromContext gives each entity the value of what holds it; entities with the same value go out together', async () => {
  const { data } = await router.ask('{ menus { dishes { id wording minutes } } }');
  expect(data).toEqual({
    menus: [
      { dishes: ['d1', 'd2'].map((id) => ({ id, wording: `${id} in fr`, minutes: 5 })) },
      {
        dishes: [
          { id: 'd1', wording: 'd1 in de', minutes: 5 },
          { id: 'gone', wording: null, minutes: 5 },
        ],
      },
      { dishes: [{ id: 'd2', wording: 'd2 in fr', minutes: 5 }] },
    ],
  });
  const asked = router.requests.filter(({ body }) => String(body.query).includes('wording'));
  expect(asked.map(({ body }) => body.variables)).toEqual([
    expect.objectContaining({ representations: [dish('d1'), dish('d2')] }),
    expect.objectContaining({ representations: [dish('d1'), dish('gone')] }),
  ]);
});

test('an error of such an entity stands where the entity does', async () => {
  const { errors } = await router.ask('{ menus { dishes { wording } } }');
  expect(errors).toEqual([
    expect.objectContaining({ message: 'no such dish', path: ['menus', 1, 'dishes', 1, 'wording'] }),
  ]);
});

test('the nearest of several that set the context counts, through nested lists, beside arguments of the client', async () => {
  const { data, errors } = await router.ask(
    `query ($upper: Boolean) {
      table { guests { orders { loud: wording(upper: $upper) wording } } menu { best { wording } style { marks } } }
    }`,
    { upper: true },
  );
  expect(errors).toEqual([]);
  const both = (id: string) => ({ loud: `${id} IN IT`.toUpperCase(), wording: `${id} in it` });
  expect(data).toEqual({
    table: {
      guests: [{ orders: [[both('d1')], null, [both('d2')]] }],
      menu: { best: { wording: 'd1 in de' }, style: { marks: ['*', '**'] } },
    },
  });
});

test('clients neither see the argument nor can set it', async () => {
  await expect(router.ask('{ menus { best { wording(speech: "en") } } }')).rejects.toThrow('Unknown argument');
});
