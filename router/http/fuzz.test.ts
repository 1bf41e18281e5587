import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openRaw, readAll } from '../test-support/raw-http.ts';
import { startTestRouter, type TestRouter } from '../test-support/start-test-router.ts';

/** How many cases each property tries; `FUZZ_RUNS=100000 npm test -- router/http/fuzz` digs deeper. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 300);
/** A failure prints its seed; `FUZZ_SEED` runs it again. */
const seed = process.env.FUZZ_SEED === undefined ? undefined : Number(process.env.FUZZ_SEED);

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@cost"])
  type Query {
    me: User
    node(id: ID, in: Where): Node
    users(first: Int): [User!]
  }
  type Mutation { touch(in: Where): User }
  interface Node { id: ID! }
  type User implements Node { id: ID! name: String @authenticated secret: Int! @authenticated friends: [User] }
  type Thing implements Node { id: ID! size: Int @cost(weight: 3) }
  input Where { and: [Where!] text: String n: Int }
`;
const user = { id: '1', name: 'n', secret: 1, friends: () => [{ id: '2', name: 'm', secret: 2 }] };
const resolvers = {
  Query: { me: () => user, users: () => [user], node: () => ({ __typename: 'Thing', id: '3', size: 4 }) },
  Mutation: { touch: () => user },
};

const name = fc.constantFrom(
  'me',
  'node',
  'users',
  'id',
  'name',
  'secret',
  'friends',
  'size',
  '__typename',
  '__proto__',
  'nothing',
);
const value = fc.constantFrom(
  '1',
  '"a"',
  '$v',
  'null',
  '{and: []}',
  '{and: [{n: 1}]}',
  '[',
  '1e999',
  '"\\uD800"',
  'ENUM',
  '""""""',
);
/** Texts that look like GraphQL, some of them valid. */
const documents = fc.letrec<{ set: string; selection: string }>((tie) => ({
  selection: fc.oneof(
    { maxDepth: 6 },
    name,
    fc.tuple(name, tie('set')).map(([field, set]) => `${field} ${set}`),
    fc
      .tuple(name, name, value, tie('set'))
      .map(([alias, field, given, set]) => `${alias}: ${field}(id: ${given}, in: ${given}, first: ${given}) ${set}`),
    fc
      .tuple(fc.constantFrom('User', 'Thing', 'Node', 'Query', 'Nobody'), tie('set'))
      .map(([type, set]) => `... on ${type} ${set}`),
    fc.constantFrom('...F', '...G', '... @skip(if: $b) { id }', '... @include(if: $v) { me { id } }', '...Missing'),
  ),
  set: fc.array(tie('selection'), { minLength: 1, maxLength: 5 }).map((selections) => `{ ${selections.join(' ')} }`),
}));
const documentText = fc
  .tuple(
    fc.constantFrom('', 'query', 'query Q($v: ID, $b: Boolean = true)', 'mutation', 'subscription'),
    documents.set,
    documents.set,
  )
  .map(
    ([head, set, fragment]) => `${head} ${set} fragment F on User ${fragment} fragment G on Query { ...G me { ...F } }`,
  );

describe('whatever comes in, the router answers in JSON with codes, never with a fault of its own, and goes on', () => {
  let router: TestRouter;
  beforeAll(async () => {
    router = await startTestRouter({ subgraphs: { fuzz: { sdl, resolvers } }, config: { http: { batchMax: 3 } } });
  });
  afterAll(() => router.close());

  const check = async (response: Response) => {
    const text = await response.text();
    expect([text, response.status < 500]).toEqual([text, true]);
    const body = JSON.parse(text);
    for (const answer of Array.isArray(body) ? body : [body]) {
      for (const error of answer.errors ?? []) {
        expect(typeof error.extensions.code).toBe('string');
        expect([text, error.extensions.code]).not.toEqual([text, 'INTERNAL_SERVER_ERROR']);
      }
      // An answer has data, or errors that say why not.
      expect('data' in answer || answer.errors.length > 0).toBe(true);
    }
  };
  const post = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
    fetch(router.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  const options = { numRuns, seed };

  test('documents that look like GraphQL', async () => {
    await fc.assert(
      fc.asyncProperty(documentText, fc.json(), async (query, variables) => {
        await check(
          await post(`{"query":${JSON.stringify(query)},"variables":${variables},"extensions":{"cost":true}}`),
        );
      }),
      options,
    );
  }, 600_000);

  test('any JSON, and objects with the right names and any values', async () => {
    const anything = fc.jsonValue();
    const params = fc.record(
      { query: fc.oneof(documentText, anything), operationName: anything, variables: anything, extensions: anything },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, params, fc.array(params, { maxLength: 4 })), async (body) => {
        await check(await post(JSON.stringify(body)));
      }),
      options,
    );
  }, 600_000);

  test('any bytes under any headers', async () => {
    // What may stand in a header without the client library itself refusing it.
    const header = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        header,
        header,
        header,
        async (bytes, accept, authorization, device) => {
          const body = new Uint8Array(bytes);
          await check(
            await post(body, { accept: `application/json, ${accept}`, authorization, 'x-device-id': device }),
          );
        },
      ),
      options,
    );
  }, 600_000);

  test('any query string', async () => {
    await fc.assert(
      fc.asyncProperty(fc.webQueryParameters(), documentText, fc.json(), async (search, query, json) => {
        await check(await fetch(`${router.url}?${search}`));
        await check(await fetch(`${router.url}?${new URLSearchParams({ query, variables: json, extensions: json })}`));
      }),
      options,
    );
  }, 600_000);

  test('bytes that are no HTTP', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const socket = await openRaw(router.router.port);
        socket.end(Buffer.concat([Buffer.from(bytes), Buffer.from('\r\n\r\n')]));
        const answer = await readAll(socket).catch(() => '');
        expect(answer === '' || answer.startsWith('HTTP/1.1 4')).toBe(true);
      }),
      { ...options, numRuns: Math.min(numRuns, 100) },
    );
    expect((await fetch(`${router.origin}/health`)).status).toBe(200);
  }, 600_000);
});
