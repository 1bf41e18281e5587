import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openRaw, readAll } from '../test-support/raw-http.ts';
import { startTestRouter, type TestRouter } from '../test-support/start-test-router.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { me: User user(filter: [String]): User }
  type User @key(fields: "id") { id: ID! name: String friend: User }
`;
const ada = { id: '1', name: 'Ada', friend: { id: '2', name: 'Bob' } };
const subgraphs = { users: { sdl, resolvers: { Query: { me: () => ada, user: () => ada } } } };

const json = { 'content-type': 'application/json', accept: 'application/graphql-response+json', connection: 'close' };
const repeat = (count: number, part: (index: number) => string) => Array.from({ length: count }, (_, i) => part(i));

/** Each as large as a body may be, or made to become more than that. */
const attacks: [string, BodyInit, number, string][] = [
  ['deep nesting', body({ query: `{ me ${'{ friend '.repeat(20_000)}` }), 400, 'DEPTH_LIMIT_EXCEEDED'],
  [
    'a flood of aliases',
    body({ query: `{ me { ${repeat(3_000, (i) => `a${i}: id`).join(' ')} } }` }),
    400,
    'ALIAS_LIMIT_EXCEEDED',
  ],
  [
    'a flood of root fields',
    body({ query: `{ ${repeat(150, (i) => `a${i}: me { id }`).join(' ')} }` }),
    400,
    'ROOT_FIELD_LIMIT_EXCEEDED',
  ],
  [
    'a cycle of fragments',
    body({ query: '{ me { ...A } } fragment A on User { friend { ...B } } fragment B on User { ...A }' }),
    400,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'fragments that come to a billion fields',
    body({
      query: `{ me { ...F0 } } ${repeat(30, (i) => `fragment F${i} on User { ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F30 on User { id }`,
    }),
    400,
    'FIELD_LIMIT_EXCEEDED',
  ],
  [
    'huge variables',
    body({ query: 'query ($v: [String]) { user(filter: $v) { id } }', variables: { v: ['x'.repeat(300_000)] } }),
    413,
    'BODY_LIMIT_EXCEEDED',
  ],
  [
    'variables nested deeply',
    `{"query":"query ($v: [String]) { user(filter: $v) { id } }","variables":{"v":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
    400,
    'VARIABLE_DEPTH_LIMIT_EXCEEDED',
  ],
  ['malformed UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]), 400, 'MALFORMED_UTF8'],
  ['JSON nested deeply', '['.repeat(200_000), 400, 'MALFORMED_JSON'],
  ['a field named __proto__', body({ query: '{ __proto__ { id } }' }), 400, 'GRAPHQL_VALIDATION_FAILED'],
];

function body(params: object): string {
  return JSON.stringify(params);
}

describe('hostile requests', () => {
  let router: TestRouter;
  beforeAll(async () => {
    router = await startTestRouter({ subgraphs, config: { http: { bodyTimeoutMs: 1_000 } } });
    await router.ask({ query: '{ me { id } }' });
  });
  afterAll(() => router.close());
  const post = async (text: BodyInit) => {
    const response = await fetch(router.url, { method: 'POST', headers: json, body: text });
    const answer = (await response.json()) as { errors: { extensions: { code: string } }[] };
    return [response.status, answer.errors[0]!.extensions.code];
  };

  test.each(attacks)('%s: refused with its code, and no subgraph hears of it', async (_what, text, status, code) => {
    const calls = router.subgraphs.calls.length;
    expect(await post(text)).toEqual([status, code]);
    expect(router.subgraphs.calls.length).toBe(calls);
  });

  test('aliases named __proto__ and constructor are keys like any other', async () => {
    const { data } = await router.ask({ query: '{ me { constructor: id __proto__: name } }' });
    expect(JSON.stringify(data)).toBe('{"me":{"constructor":"1","__proto__":"Ada"}}');
    expect(({} as { name?: string }).name).toBeUndefined();
  });

  test('a hundred connections whose bodies never end are let go, and others are served meanwhile', async () => {
    const sockets = await Promise.all(repeat(100, () => '').map(() => openRaw(router.router.port)));
    for (const socket of sockets)
      socket.write(
        'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{',
      );
    expect((await router.ask({ query: '{ me { name } }' })).data).toEqual({ me: { name: 'Ada' } });
    for (const answer of await Promise.all(sockets.map(readAll))) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('three hundred different ones take bounded CPU and memory', async () => {
    const memory = () => {
      globalThis.gc?.();
      return process.memoryUsage().heapUsed;
    };
    const [cpuBefore, heapBefore] = [process.cpuUsage(), memory()];
    for (let round = 0; round < 300 / attacks.length; round++)
      await Promise.all(
        attacks.map(([, text]) =>
          post(typeof text === 'string' ? text.replace('{"query":"', `{"query":"#${round}\\n`) : text),
        ),
      );
    const { user, system } = process.cpuUsage(cpuBefore);
    // Expanded, each of several of them would take longer than that alone.
    expect((user + system) / 1e6).toBeLessThan(60);
    // What is kept of documents is bounded by their text (4 MiB); the rest is garbage that may not be collected yet.
    expect((memory() - heapBefore) / 2 ** 20).toBeLessThan(300);
    expect((await router.ask({ query: '{ me { name } }' })).data).toEqual({ me: { name: 'Ada' } });
  }, 300_000);
});
