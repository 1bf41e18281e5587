import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../../test-support/start-test-router.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { me: User nobody: User users: [User] }
  interface Node { id: ID! }
  type User implements Node { id: ID! friend: User }
  type Thing implements Node { id: ID! }
`;
const me = { id: '1', friend: { id: '2' } };

let router: TestRouter;
beforeAll(async () => {
  router = await startTestRouter({
    subgraphs: { one: { sdl, resolvers: { Query: { me: () => me, nobody: () => null, users: () => [me, null] } } } },
  });
});
afterAll(() => router.close());

const off = { b: false, c: false };
const definitions = 'query ($b: Boolean = true, $c: Boolean = true)';
const b = { b: false };

test.each([
  [
    'all of it is for other types',
    'query ($b: Boolean = true) { me @skip(if: $b) { ... on Node { ... on Thing { id } } } }',
    b,
    { me: {} },
  ],
  ['all of it is for other types, unconditionally', '{ me { ... on Node { ... on Thing { id } } } }', {}, { me: {} }],
  [
    'all of it is for other types, in a fragment',
    '{ me { ...F } } fragment F on Node { ... on Thing { id } }',
    {},
    { me: {} },
  ],
  [
    'all of it is skipped',
    `${definitions} { me @skip(if: $b) { ... on User @include(if: $c) { id } } }`,
    off,
    { me: {} },
  ],
  ['its fields are skipped', `${definitions} { me @skip(if: $b) { id @include(if: $c) } }`, off, { me: {} }],
  ['its only condition is the same everywhere', 'query ($b: Boolean!) { me { id @include(if: $b) } }', b, { me: {} }],
  ['it is null', `${definitions} { nobody @skip(if: $b) { id @include(if: $c) } }`, off, { nobody: null }],
  ['it is a list', `${definitions} { users @skip(if: $b) { id @include(if: $c) } }`, off, { users: [{}, null] }],
  [
    'it is deeper',
    `query ($c: Boolean = true) { me { id friend { ... @include(if: $c) { id } } } }`,
    { c: false },
    { me: { id: '1', friend: {} } },
  ],
  ['it is skipped itself', `${definitions} { me @skip(if: $b) { id @include(if: $c) } }`, { b: true, c: false }, {}],
])(
  'an object of which nothing is left to ask is an empty object where it is there: %s',
  async (_what, query, variables, data) => {
    const answer = await router.ask({ query, variables });
    expect([answer.data, answer.errors ?? []]).toEqual([data, []]);
  },
);
