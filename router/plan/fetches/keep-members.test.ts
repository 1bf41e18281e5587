import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type RunningRouter, startRouter } from '../../../tests/supergraphs/start-router.ts';
import type { SubgraphFixture } from '../../../tests/supergraphs/subgraph.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable", "@external", "@requires"])\n';
const shared = `type Trip @key(fields: "id") { id: ID! plan: Plan @shareable }
  type Plan @shareable { legs: [Leg!]! stops: [Stop!] }
  type Walk @shareable { metres: Int }
  interface Stop { name: String }
  type Cafe implements Stop @shareable { name: String }`;

const legs = {
  rail: [
    { __typename: 'Walk', metres: 50 },
    { __typename: 'Train', line: 'S1', seats: [{ row: 1 }], fare: 4 },
  ],
  air: [
    { __typename: 'Walk', metres: 90 },
    { __typename: 'Flight', gate: 'B2' },
  ],
};

/** Two subgraphs that share a field whose union has a member of its own in each, and don't give the same answer. */
const subgraphs: readonly SubgraphFixture[] = [
  {
    name: 'rail',
    typeDefs: `${link} ${shared}
      type Query { railTrip: Trip trip: Trip @shareable }
      union Leg = Walk | Train
      type Train { line(upper: Boolean): String seats: [Seat] owner: Owner party: Party ticket: String @requires(fields: "code") code: String @external }
      type Seat { row: Int }
      type Owner @key(fields: "id") { id: ID! name: String }
      union Party = Owner | Crew
      type Crew { id: ID }
      type Depot implements Stop { name: String tracks: Int }`,
    resolvers: {
      Query: { railTrip: () => ({ id: 't' }), trip: () => ({ id: 't' }) },
      Trip: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        plan: () => ({ legs: legs.rail, stops: [{ __typename: 'Depot', name: 'Nord', tracks: 9 }] }),
      },
      Train: {
        line: ({ line }: { line: string }, { upper }: { upper?: boolean }) => (upper ? line : line.toLowerCase()),
        owner: () => ({ id: 'o', name: 'Rail Ltd' }),
        party: () => ({ __typename: 'Owner', id: 'o' }),
      },
    },
  },
  {
    name: 'air',
    typeDefs: `${link} ${shared}
      type Query { airTrip: Trip trip: Trip @shareable }
      union Leg = Walk | Flight
      type Flight { gate: String }
      type Train { code: String }
      type Owner { id: ID @shareable }`,
    resolvers: {
      Query: { airTrip: () => ({ id: 't' }), trip: () => ({ id: 't' }) },
      Trip: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        plan: () => ({ legs: legs.air, stops: [] }),
      },
    },
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

const all = 'legs { __typename ... on Walk { metres } ... on Train { line seats { row } } ... on Flight { gate } }';

describe('a union that has other members in each subgraph', () => {
  test('the subgraph that is asked is asked for its own members too, in one request', async () => {
    const { data, errors } = await router.ask(`{ railTrip { plan { ${all} } } airTrip { plan { ${all} } } }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      railTrip: { plan: { legs: [legs.rail[0], { __typename: 'Train', line: 's1', seats: [{ row: 1 }] }] } },
      airTrip: { plan: { legs: legs.air } },
    });
    expect(router.requests.map(({ subgraph }) => subgraph).sort()).toEqual(['air', 'rail']);
  });

  test('aliases, variables, conditions and fragments mean there what they mean to the client', async () => {
    const { data, errors } = await router.ask(
      `query ($upper: Boolean, $yes: Boolean!, $no: Boolean!) { railTrip { plan { legs { ...T ... on Train @include(if: $no) { seats { row } } } } } }
       fragment T on Train { big: line(upper: $upper) ... @include(if: $yes) { line } }`,
      { upper: true, yes: true, no: false },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ railTrip: { plan: { legs: [{}, { big: 'S1', line: 's1' }] } } });
    expect(JSON.stringify(router.requests[0]?.body)).not.toContain('seats');
  });

  test('members of other subgraphs alone are empty objects, and nobody else is asked', async () => {
    const { data, errors } = await router.ask('{ railTrip { plan { legs { ... on Flight { gate } } } } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ railTrip: { plan: { legs: [{}, {}] } } });
    expect(router.requests.map(({ subgraph }) => subgraph)).toEqual(['rail']);
  });

  test('fields of one name and of other types are not put beside each other', async () => {
    const { data, errors } = await router.ask(
      '{ railTrip { plan { legs { ... on Train { party { ... on Owner { id } ... on Crew { id } } } } } } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ railTrip: { plan: { legs: [{}, { party: { id: 'o' } }] } } });
  });

  test('a shared root field gives what the subgraph that is asked knows', async () => {
    const { data, errors } = await router.ask(`{ trip { plan { ${all} } } }`);
    expect(errors).toEqual([]);
    expect([legs.rail[0], legs.air[0]]).toContainEqual(
      (data as { trip: { plan: { legs: object[] } } }).trip.plan.legs[0],
    );
    expect(JSON.stringify(data)).not.toContain('null');
  });
});

test('an interface that has other implementers in each subgraph is asked for those of the one that is asked', async () => {
  const { data, errors } = await router.ask('{ railTrip { plan { stops { name ... on Depot { tracks } } } } }');
  expect(errors).toEqual([]);
  expect(data).toEqual({ railTrip: { plan: { stops: [{ name: 'Nord', tracks: 9 }] } } });
});
