import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { executionRequest, type RunningRouter, startRouter } from '../../tests/supergraphs/start-router.ts';
import type { SubgraphFixture } from '../../tests/supergraphs/subgraph.ts';

const subgraphs: readonly SubgraphFixture[] = [
  {
    name: 'people',
    typeDefs: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])
      type Query { person(id: ID!): Person }
      type Person @key(fields: "id") { id: ID! name: String! }`,
    resolvers: {
      Person: {
        __resolveReference: ({ id }: { id: string }) => (id === 'gone' ? null : { id, name: `Name of ${id}` }),
      },
    },
  },
  {
    name: 'log',
    typeDefs: `extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@composeDirective"])
        @link(url: "https://example.org/event/v1.0", import: ["@event"])
        @composeDirective(name: "@event")
      directive @event(topic: String!, type: String!, recipient: String) on FIELD_DEFINITION
      type Subscription {
        called(loud: Boolean): Call @event(topic: "calls", type: "call.made", recipient: "callee.id")
        anything: Thing @event(topic: "things", type: "thing.seen")
        silent: Call
      }
      type Call { id: ID! at: String caller: Person callee: Person! others: [Person] tags: [[String!]] }
      union Thing = Call | Person
      type Person @key(fields: "id", resolvable: false) { id: ID! }`,
  },
];

let router: RunningRouter;
beforeAll(async () => {
  router = await startRouter(subgraphs);
});
afterAll(() => router.close());

const call = {
  id: 'c1',
  at: 'now',
  caller: { id: 'p1' },
  callee: { id: 'p2' },
  others: [{ id: 'p3' }, null],
  tags: [['x'], null],
};

async function deliver(text: string, data: Record<string, unknown>, variables = {}) {
  const operation = await router.prepare(text);
  const answer = await operation.deliver(data, executionRequest(variables));
  return { ...answer, data: answer.data === undefined ? undefined : JSON.parse(answer.data) };
}

describe("a subscription's source", () => {
  test('is read from @event, with the path to its recipient', async () => {
    const operation = await router.prepare('subscription Live { c: called { id } }');
    expect(operation).toMatchObject({
      kind: 'subscription',
      name: 'Live',
      rootFields: ['called'],
      source: { field: 'called', topic: 'calls', type: 'call.made', recipient: ['callee', 'id'] },
    });
  });

  test('names no recipient where @event has none, and is null without @event', async () => {
    expect((await router.prepare('subscription { anything { __typename } }')).source?.recipient).toBeNull();
    expect((await router.prepare('subscription { silent { id } }')).source).toBeNull();
    expect((await router.prepare('{ person(id: "1") { id } }')).source).toBeNull();
  });
});

describe('an event', () => {
  test('answers the payload itself, and the owners the rest', async () => {
    router.requests.length = 0;
    const { data, errors } = await deliver(
      `subscription ($who: Boolean!) {
        c: called(loud: true) { __typename key: id at ...P others { name } tags callee { id } }
      }
      fragment P on Call { caller @include(if: $who) { __typename name } callee { name } }`,
      call,
      { who: true },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      c: {
        __typename: 'Call',
        key: 'c1',
        at: 'now',
        caller: { __typename: 'Person', name: 'Name of p1' },
        callee: { name: 'Name of p2', id: 'p2' },
        others: [{ name: 'Name of p3' }, null],
        tags: [['x'], null],
      },
    });
    expect(router.requests.every(({ subgraph }) => subgraph === 'people')).toBe(true);
  });

  test('that carries everything asked for needs no request', async () => {
    router.requests.length = 0;
    expect((await deliver('subscription { called { id caller { id } } }', call)).data).toEqual({
      called: { id: 'c1', caller: { id: 'p1' } },
    });
    expect(router.requests).toEqual([]);
  });

  test('of an abstract type is answered by the type that it names', async () => {
    const text = 'subscription { anything { __typename ... on Call { at } ... on Person { name } } }';
    expect((await deliver(text, { __typename: 'Call', ...call })).data).toEqual({
      anything: { __typename: 'Call', at: 'now' },
    });
    expect((await deliver(text, { __typename: 'Person', id: 'p9' })).data).toEqual({
      anything: { __typename: 'Person', name: 'Name of p9' },
    });
  });

  test('of which an entity is gone is answered with null and an error', async () => {
    const { data, errors } = await deliver('subscription { called { id caller { name } } }', {
      ...call,
      caller: { id: 'gone' },
    });
    expect(data).toEqual({ called: { id: 'c1', caller: null } });
    expect(errors).toMatchObject([{ path: ['called', 'caller', 'name'] }]);
  });
});
