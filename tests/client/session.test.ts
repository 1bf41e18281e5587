import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { OperationError } from '../../client/session/errors.ts';
import { createFetcher } from '../../client/session/fetcher.ts';
import { createTokenStore, type SessionTokens } from '../../client/session/token-store.ts';
import { startTestRouter, type TestRouter } from '../../router/test-support/start-test-router.ts';
import { startTestIssuer, type TestIssuer } from '../../router/test-support/test-issuer.ts';

const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])
  type Query { hello: String mine: String @authenticated fails: String }`;
const typed = <Data>(text: string): TypedDocumentNode<Data, Record<string, never>> => parse(text) as never;
const mine = typed<{ mine: string }>('{ mine }');
const client = { name: 'tests', version: '1' };

let issuer: TestIssuer;
let router: TestRouter;
beforeAll(async () => {
  issuer = await startTestIssuer();
  const fails = () => {
    throw new Error('broken');
  };
  router = await startTestRouter({
    subgraphs: { one: { sdl, resolvers: { Query: { hello: () => 'hello', mine: () => 'mine', fails } } } },
    config: { identity: issuer.identity },
  });
});
afterAll(async () => {
  await router.close();
  await issuer.close();
});

const tokens = async (expiresIn: number, refreshToken = 'first'): Promise<SessionTokens> => ({
  accessToken: await issuer.sign({ sub: 'ada', sid: 's', expiresIn }),
  refreshToken,
  expiresAt: new Date(Date.now() + expiresIn * 1_000).toISOString(),
});

describe('the fetcher', () => {
  test('gives the data of an operation', async () => {
    const ask = createFetcher({ url: router.url, client });
    expect(await ask(typed<{ hello: string }>('{ hello }'))).toEqual({ hello: 'hello' });
  });

  test('rejects with the router’s code, and the data there is beside the errors', async () => {
    const ask = createFetcher({ url: router.url, client });
    const error = await ask(typed('{ hello fails }')).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(OperationError);
    expect(error).toMatchObject({ data: { hello: 'hello', fails: null }, errors: [{ path: ['fails'] }] });
    await expect(ask(typed('{ nothing }'))).rejects.toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED', status: 400 });
  });

  test('says NETWORK where nobody answers', async () => {
    const ask = createFetcher({ url: 'http://127.0.0.1:1/graphql', client });
    await expect(ask(mine)).rejects.toMatchObject({ code: 'NETWORK', status: 0 });
  });
});

describe('the session', () => {
  test('renews an old token once for all requests that wait for it', async () => {
    const asked: string[] = [];
    const session = createTokenStore({
      refresh: async (refreshToken) => {
        asked.push(refreshToken);
        return tokens(900, 'second');
      },
    });
    session.set(await tokens(5));
    const ask = createFetcher({ url: router.url, client, token: session.token });
    expect(await Promise.all([ask(mine), ask(mine), ask(mine)])).toEqual(Array(3).fill({ mine: 'mine' }));
    expect(asked).toEqual(['first']);
  });

  test('renews a token that the router refuses, and sends the operation again', async () => {
    const session = createTokenStore({ refresh: () => tokens(900, 'second') });
    session.set({ ...(await tokens(-60)), expiresAt: '2999-01-01T00:00:00.000Z' });
    const ask = createFetcher({ url: router.url, client, token: session.token });
    expect(await ask(mine)).toEqual({ mine: 'mine' });
  });

  test('ends where it can’t be renewed any more, and stays where the network is gone', async () => {
    const changes: boolean[] = [];
    let answer: () => Promise<SessionTokens | null> = () => Promise.reject(new Error('no network'));
    const session = createTokenStore({ refresh: () => answer(), onChange: (signedIn) => changes.push(signedIn) });
    session.set(await tokens(5));
    await expect(session.token()).rejects.toThrow('no network');
    expect(session.signedIn).toBe(true);
    answer = async () => null;
    expect(await session.token()).toBeNull();
    expect(changes).toEqual([true, false]);
  });

  test('outlives the page, and nonsense in the storage is nobody’s session', async () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
    const refresh = async () => null;
    const current = await tokens(900);
    createTokenStore({ refresh, storage }).set(current);
    expect(await createTokenStore({ refresh, storage }).token()).toBe(current.accessToken);
    kept.set('kith-session', '{');
    expect(createTokenStore({ refresh, storage }).signedIn).toBe(false);
  });
});
