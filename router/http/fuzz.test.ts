import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryDocument, arbitraryVariables, fuzzedSdl } from '../test-support/arbitrary-document.ts';
import { openRaw, readAll } from '../test-support/raw-http.ts';
import { startTestRouter, type TestRouter } from '../test-support/start-test-router.ts';
import { startTestIssuer, type TestIssuer } from '../test-support/test-issuer.ts';

/** How many cases each property tries; `FUZZ_RUNS=100000 npm test -- router/http/fuzz` digs deeper. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 300);
/** A failure prints its seed; `FUZZ_SEED` runs it again. */
const seed = process.env.FUZZ_SEED === undefined ? undefined : Number(process.env.FUZZ_SEED);

const user = { id: '1', name: 'n', secret: 1, friends: () => [{ id: '2', name: 'm', secret: 2 }] };
const resolvers = {
  Query: { me: () => user, users: () => [user], node: () => ({ __typename: 'Thing', id: '3', size: 4, owner: user }) },
  Mutation: { touch: () => user },
};

describe('whatever comes in, the router answers in JSON with codes, never with a fault of its own, and goes on', () => {
  let issuer: TestIssuer;
  let router: TestRouter;
  let authorization = '';
  let answered = 0;
  beforeAll(async () => {
    issuer = await startTestIssuer();
    authorization = `Bearer ${await issuer.sign({ sub: 'ada' })}`;
    router = await startTestRouter({
      subgraphs: { fuzz: { sdl: fuzzedSdl, resolvers } },
      config: { identity: issuer.identity, http: { batchMax: 3 } },
    });
  });
  afterAll(async () => {
    await router.close();
    await issuer.close();
  });

  const check = async (response: Response) => {
    const text = await response.text();
    expect([text, response.status < 500]).toEqual([text, true]);
    const body = JSON.parse(text);
    for (const answer of Array.isArray(body) ? body : [body]) {
      if (answer.data) answered++;
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

  test('documents with variables, most of which are valid', async () => {
    answered = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryDocument, arbitraryVariables, fc.boolean(), async (query, variables, signedIn) => {
        const headers: Record<string, string> = signedIn ? { authorization } : {};
        await check(await post(JSON.stringify({ query, variables, extensions: { cost: true } }), headers));
      }),
      options,
    );
    // Else this would only try the validation.
    expect(answered).toBeGreaterThan(numRuns / 4);
  }, 600_000);

  test('any JSON, and objects with the right names and any values', async () => {
    const anything = fc.jsonValue();
    const params = fc.record(
      {
        query: fc.oneof(arbitraryDocument, anything),
        operationName: anything,
        variables: anything,
        extensions: anything,
      },
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
      fc.asyncProperty(fc.webQueryParameters(), arbitraryDocument, fc.json(), async (search, query, json) => {
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
