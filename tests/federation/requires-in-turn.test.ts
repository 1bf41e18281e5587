import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type RunningRouter, startRouter } from '../supergraphs/start-router.ts';
import type { SubgraphFixture } from '../supergraphs/subgraph.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@external", "@requires", "@provides", "@shareable"])\n';
const reference = { __resolveReference: (given: object) => given };

/** Answers with what it was given, and says so where it was given nothing. */
const from =
  (...names: readonly string[]) =>
  (given: Record<string, unknown>) =>
    names.map((name) => (given[name] === undefined ? `no ${name}` : `${name}(${String(given[name])})`)).join(' ');
const never = (name: string) => () => {
  throw new Error(`${name} is not known here.`);
};

/**
 * `grade` is required by `bonus`, that by `share`, and that by `pension` and `total`: back and forth between three
 * subgraphs, each of which also gives persons of its own.
 */
const subgraphs: readonly SubgraphFixture[] = [
  {
    name: 'staff',
    typeDefs: `${link} type Query { staff: Person team: [Team] } type Team { lead: Person people: [[Person!]] }
      type Person @key(fields: "id") { id: ID! name: String grade: String @external bonus: String @shareable @requires(fields: "grade") share: String @external pension: String @requires(fields: "share") boss: Person }`,
    resolvers: {
      Query: {
        staff: () => ({ id: '1' }),
        team: () => [{ lead: { id: '1' }, people: [[{ id: '1' }], [{ id: '2' }]] }],
      },
      Person: {
        ...reference,
        name: ({ id }: { id: string }) => `name ${id}`,
        grade: never('grade'),
        share: never('share'),
        bonus: from('grade'),
        pension: from('share'),
        boss: () => ({ id: '9' }),
      },
    },
  },
  {
    name: 'assets',
    typeDefs: `${link} type Query { owner: Person }
      type Person @key(fields: "id") { id: ID! grade: String bonus: String @external share: String @requires(fields: "bonus") }`,
    resolvers: {
      Query: { owner: () => ({ id: '3' }) },
      Person: {
        ...reference,
        grade: ({ id }: { id: string }) => `grade ${id}`,
        bonus: never('bonus'),
        share: from('bonus'),
      },
    },
  },
  {
    name: 'payroll',
    typeDefs: `${link} type Query { paid: Person granted: Person @provides(fields: "bonus") }
      type Person @key(fields: "id") { id: ID! bonus: String @external share: String @external total: String @requires(fields: "bonus share") }`,
    resolvers: {
      Query: { paid: () => ({ id: '4' }), granted: () => ({ id: '5', bonus: 'granted' }) },
      Person: { ...reference, share: never('share'), total: from('bonus', 'share') },
    },
  },
];

const bonus = (id: string) => `grade(grade ${id})`;
const share = (id: string) => `bonus(${bonus(id)})`;
const pension = (id: string) => `share(${share(id)})`;
const total = (id: string) => `bonus(${bonus(id)}) share(${share(id)})`;

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter(subgraphs);
});
beforeEach(() => {
  router.requests.length = 0;
});
afterAll(() => router.close());

const answer = async (text: string, variables = {}) => {
  const { data, errors } = await router.ask(text, variables);
  expect(errors).toEqual([]);
  return data;
};
const askedSubgraphs = () => router.requests.map(({ subgraph }) => subgraph);

describe('a field with @requires that another one requires', () => {
  test.each([
    ['staff', '1'],
    ['owner', '3'],
    ['paid', '4'],
  ])('is asked for with what it needs, whichever subgraph the object comes from: %s', async (root, id) => {
    expect(await answer(`{ ${root} { share } }`)).toEqual({ [root]: { share: share(id) } });
    expect(await answer(`{ ${root} { pension } }`)).toEqual({ [root]: { pension: pension(id) } });
    expect(await answer(`{ ${root} { total } }`)).toEqual({ [root]: { total: total(id) } });
  });

  test('is asked for once where the client wants it too, and beside what needs nothing', async () => {
    expect(await answer('{ staff { name bonus share total pension grade boss { id } } }')).toEqual({
      staff: {
        name: 'name 1',
        bonus: bonus('1'),
        share: share('1'),
        total: total('1'),
        pension: pension('1'),
        grade: 'grade 1',
        boss: { id: '9' },
      },
    });
    const bonuses = router.requests.filter(({ body }) => /\bbonus\b/.test(String(body.query)));
    expect(bonuses).toHaveLength(1);
  });

  test('takes no more requests than there are steps', async () => {
    await answer('{ staff { share } }');
    expect(askedSubgraphs()).toEqual(['staff', 'assets', 'staff', 'assets']);
    router.requests.length = 0;
    await answer('{ staff { name bonus } }');
    expect(askedSubgraphs()).toEqual(['staff', 'assets', 'staff']);
  });

  test('in lists, below other fields, under aliases and conditions', async () => {
    const data = await answer(
      'query ($no: Boolean!) { team { lead { s: share boss { total } } people { share ... on Person @skip(if: $no) { pension } name @include(if: $no) } } }',
      { no: false },
    );
    expect(data).toEqual({
      team: [
        {
          lead: { s: share('1'), boss: { total: total('9') } },
          people: [[{ share: share('1'), pension: pension('1') }], [{ share: share('2'), pension: pension('2') }]],
        },
      ],
    });
  });

  test('with what a subgraph provides of it', async () => {
    expect(await answer('{ granted { bonus } }')).toEqual({ granted: { bonus: 'granted' } });
    expect(await answer('{ granted { pension } }')).toEqual({
      granted: { pension: expect.stringContaining('share(') },
    });
  });
});

test('a requirement may be taken over by a subgraph that requires something for it', async () => {
  const person = (fields: string) => `type Person @key(fields: "id") { id: ID! ${fields} }`;
  const overriding = await startRouter([
    {
      name: 'old',
      typeDefs: `${link} type Query { old: Person } ${person('bonus: String')}`,
      resolvers: {
        Query: { old: () => ({ id: '1' }) },
        Person: { ...reference, bonus: never('bonus') },
      },
    },
    {
      name: 'new',
      typeDefs: `${link.replace('"@key"', '"@key", "@override"')} type Query { new: Person } ${person('grade: String @external bonus: String @override(from: "old") @requires(fields: "grade")')}`,
      resolvers: {
        Query: { new: () => ({ id: '2' }) },
        Person: { ...reference, bonus: (given: object) => `new ${from('grade')(given as never)}` },
      },
    },
    {
      name: 'grades',
      typeDefs: `${link} ${person('grade: String bonus: String @external share: String @requires(fields: "bonus")')}`,
      resolvers: { Person: { ...reference, grade: ({ id }: { id: string }) => id, share: from('bonus') } },
    },
  ]);
  const { data, errors } = await overriding.ask('{ old { share } new { share } }');
  await overriding.close();
  expect([data, errors]).toEqual([
    { old: { share: 'bonus(new grade(1))' }, new: { share: 'bonus(new grade(2))' } },
    [],
  ]);
});
