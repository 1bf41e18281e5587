import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DocumentNode, parse } from 'graphql';
import { pino } from 'pino';
import * as generated from '../../client/generated/graphql.ts';
import { OperationError } from '../../client/session/errors.ts';
import { createFetcher } from '../../client/session/fetcher.ts';
import { createMemoryLimits } from '../../platform/limits/memory.ts';
import { type Router, startRouter } from '../../router/compose-router.ts';
import { routerConfigSchema } from '../../router/config/router-config.ts';

/** Kith's own graph and manifest, and nobody behind: what matters is which operations are let in. */
const subgraphs = Object.fromEntries(
  ['users', 'activity', 'fraud'].map((name) => [name, { url: 'http://127.0.0.1:1/graphql' }]),
);
type Document = TypedDocumentNode<unknown, unknown>;
const documents = Object.entries(generated as unknown as Record<string, DocumentNode>)
  .filter(([name, document]) => name.endsWith('Document') && document.definitions[0]?.kind === 'OperationDefinition')
  .map(([name, document]): [string, Document] => [name, document as Document]);
const another = parse('query Another { discover(first: 1) { edges { cursor } } }') as Document;

let router: Router;
const start = (mode: 'log' | 'enforce' | null): Promise<Router> =>
  startRouter({
    config: routerConfigSchema.parse({
      supergraph: 'supergraph.graphql',
      subgraphs,
      listen: { port: 0, hosts: ['127.0.0.1'] },
      ...(mode && { persisted: { safelist: { mode, manifest: 'client/generated/persisted-operations.json' } } }),
    }),
    log: null,
    limits: createMemoryLimits(),
    secrets: { internalToken: 'i'.repeat(32), hash: 'h'.repeat(32), cursor: 'c'.repeat(32) },
    logger: pino({ level: 'silent' }),
  });

/** The code that an operation ended with, and the bodies that were sent for it. */
async function send(document: Document, persisted = true): Promise<{ code: string; bodies: { query?: string }[] }> {
  const bodies: { query?: string }[] = [];
  const { fetch } = globalThis;
  globalThis.fetch = (url, init) => {
    bodies.push(JSON.parse(String(init?.body)));
    return fetch(url, init);
  };
  try {
    const ask = createFetcher({ url: router.url, client: { name: 'tests', version: '1' }, persisted });
    const error = await ask(document, {}).catch((cause: unknown) => cause);
    return { code: error instanceof OperationError ? error.code : 'OK', bodies };
  } finally {
    globalThis.fetch = fetch;
  }
}

describe('a router that serves its safelist alone', () => {
  beforeAll(async () => {
    router = await start('enforce');
  });
  afterAll(() => router.close());

  test.each(documents)('knows %s by the id that the client sends', async (_name, document) => {
    const { code, bodies } = await send(document);
    expect(code).not.toMatch(/PERSISTED|SAFELIST|NETWORK/);
    expect(bodies).toHaveLength(1);
    expect(bodies[0]).not.toHaveProperty('query');
  });

  test('takes the text of an operation of the client too, and refuses another', async () => {
    const [, discover] = documents.find(([name]) => name === 'DiscoverDocument')!;
    expect((await send(discover, false)).code).not.toMatch(/PERSISTED|SAFELIST|NETWORK/);
    expect((await send(another)).code).toBe('OPERATION_NOT_SAFELISTED');
    const unlisted = { ...another, __meta__: { hash: 'a'.repeat(64) } } as Document;
    const refused = await send(unlisted);
    expect(refused.code).toBe('OPERATION_NOT_SAFELISTED');
    expect(refused.bodies.map(({ query }) => query !== undefined)).toEqual([false, true]);
  });
});

describe('a router without a safelist', () => {
  beforeAll(async () => {
    router = await start(null);
  });
  afterAll(() => router.close());

  test('is sent the text once, and the id from then on', async () => {
    const [, discover] = documents.find(([name]) => name === 'DiscoverDocument')!;
    const texts = async () => (await send(discover)).bodies.map(({ query }) => query !== undefined);
    expect(await texts()).toEqual([false, true]);
    expect(await texts()).toEqual([false]);
  });
});
