import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../test-support/start-test-router.ts';
import { readSafelist } from './safelist.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { hello(name: String): String }
  type Mutation { greet: String }
`;
const subgraphs = {
  hello: {
    sdl,
    resolvers: {
      Query: { hello: (_: unknown, { name }: { name?: string }) => `hello ${name ?? 'you'}` },
      Mutation: { greet: () => 'hi' },
    },
  },
};
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const persisted = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });

describe('automatic persisted queries', () => {
  let router: TestRouter;
  beforeAll(async () => {
    router = await startTestRouter({ subgraphs });
  });
  afterAll(() => router.close());

  test('are asked for once and known by their hash from then on', async () => {
    const query = 'query Q($name: String) { hello(name: $name) }';
    const extensions = persisted(hashOf(query));
    const unknown = await router.ask({ extensions });
    expect([unknown.codes, unknown.errors![0].message]).toEqual([
      ['PERSISTED_QUERY_NOT_FOUND'],
      'PersistedQueryNotFound',
    ]);
    expect((await router.ask({ query, extensions })).data).toEqual({ hello: 'hello you' });
    expect((await router.ask({ extensions, variables: { name: 'Ada' } })).data).toEqual({ hello: 'hello Ada' });
    const search = new URLSearchParams({ extensions: JSON.stringify(extensions) });
    expect(await (await fetch(`${router.url}?${search}`)).json()).toEqual({ data: { hello: 'hello you' } });
  });

  test('don’t take a document under another’s hash', async () => {
    const extensions = persisted(hashOf('{ hello }'));
    expect((await router.ask({ query: 'mutation { greet }', extensions })).codes).toEqual([
      'PERSISTED_QUERY_HASH_MISMATCH',
    ]);
    expect((await router.ask({ extensions })).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  });

  test('keep nothing that isn’t valid', async () => {
    const query = '{ nothing }';
    expect((await router.ask({ query, extensions: persisted(hashOf(query)) })).codes).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
    ]);
    expect((await router.ask({ extensions: persisted(hashOf(query)) })).codes).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  });

  test('don’t let a mutation through a GET', async () => {
    const query = 'mutation { greet }';
    await router.ask({ query, extensions: persisted(hashOf(query)) });
    const search = new URLSearchParams({ extensions: JSON.stringify(persisted(hashOf(query))) });
    expect((await fetch(`${router.url}?${search}`)).status).toBe(405);
  });
});

describe('a safelist', () => {
  let folder: string;
  let manifest: string;
  const body = 'query Listed { hello(name: "list") }';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'safelist-test-'));
    manifest = join(folder, 'manifest.json');
    const operations = [{ id: 'listed-1', name: 'Listed', type: 'query', body }];
    writeFileSync(manifest, JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const withMode = async (mode: 'off' | 'log' | 'enforce', run: (router: TestRouter) => Promise<void>) => {
    const router = await startTestRouter({ subgraphs, config: { persisted: { safelist: { mode, manifest } } } });
    try {
      await run(router);
    } finally {
      await router.close();
    }
  };
  const reported = (router: TestRouter) =>
    router.logged.filter(({ msg }) => msg === 'an operation is not on the safelist').length;

  test('that is enforced serves what is listed, by id or by text, and nothing else', async () => {
    await withMode('enforce', async (router) => {
      expect((await router.ask({ extensions: persisted('listed-1') })).data).toEqual({ hello: 'hello list' });
      expect((await router.ask({ query: body })).data).toEqual({ hello: 'hello list' });
      expect((await router.ask({ query: `# a comment\n${body.replace('{', '{\n  ')}` })).data).toEqual({
        hello: 'hello list',
      });
      const refused = await router.ask({ query: '{ hello }' });
      expect([refused.status, refused.codes]).toEqual([403, ['OPERATION_NOT_SAFELISTED']]);
      const query = '{ hello }';
      expect((await router.ask({ query, extensions: persisted(hashOf(query)) })).codes).toEqual([
        'OPERATION_NOT_SAFELISTED',
      ]);
      expect((await router.ask({ extensions: persisted(hashOf(query)) })).codes).toEqual([
        'PERSISTED_QUERY_NOT_SUPPORTED',
      ]);
      expect((await router.ask({ query: `${body} query More { hello }`, operationName: 'More' })).codes).toEqual([
        'OPERATION_NOT_SAFELISTED',
      ]);
    });
  });

  test('that is logged serves everything and says what isn’t listed', async () => {
    await withMode('log', async (router) => {
      expect((await router.ask({ query: '{ hello }' })).data).toEqual({ hello: 'hello you' });
      // Once, however often it comes.
      await router.ask({ query: '{ hello }' });
      expect(reported(router)).toBe(1);
      await router.ask({ query: body });
      expect(reported(router)).toBe(1);
    });
  });

  test('that is off only serves its ids', async () => {
    await withMode('off', async (router) => {
      expect((await router.ask({ extensions: persisted('listed-1') })).data).toEqual({ hello: 'hello list' });
      expect((await router.ask({ query: '{ hello }' })).data).toEqual({ hello: 'hello you' });
      expect(reported(router)).toBe(0);
    });
  });

  test('that isn’t one stops the start with what is wrong', () => {
    const read = (...texts: string[]) => readSafelist(texts.map((text, at) => ({ file: `m${at}.json`, text })));
    expect(() => read('{"format":"other"}')).toThrow(/^m0\.json is no manifest of persisted operations/);
    expect(() => read('nonsense')).toThrow(/^m0\.json is no manifest of persisted operations/);
    const manifest = (body: string) =>
      JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations: [{ id: 'a', body }] });
    expect(() => read(manifest('{ a }'), manifest('{ b }'))).toThrow(/^m1\.json has the id a for another operation/);
    expect(read(manifest('{ a }'), manifest('{ a }')).byId('a')).toBe('{ a }');
  });
});
