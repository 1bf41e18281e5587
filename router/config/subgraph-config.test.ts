import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestRouter } from '../test-support/start-test-router.ts';
import { startTestSubgraphs, type TestSubgraphs } from '../test-support/test-subgraphs.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { hello: String }
`;
const subgraph = (says: string) => ({ sdl, resolvers: { Query: { hello: () => says } } });

describe('the config of a subgraph', () => {
  let elsewhere: TestSubgraphs;
  const silent = createServer(() => undefined);
  beforeAll(async () => {
    elsewhere = await startTestSubgraphs({ hello: subgraph('from elsewhere') });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await elsewhere.close();
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });
  const urlElsewhere = () => /url: "(http:[^"]+)"/.exec(elsewhere.supergraph)![1]!;
  const urlSilent = () => `http://127.0.0.1:${(silent.address() as AddressInfo).port}/graphql`;
  const askWith = async (config: Parameters<typeof startTestRouter>[0]['config']) => {
    const router = await startTestRouter({ subgraphs: { hello: subgraph('from its composed URL') }, config });
    try {
      return await router.ask({ query: '{ hello }' });
    } finally {
      await router.close();
    }
  };

  test('may leave everything as it was composed', async () => {
    expect((await askWith({})).data).toEqual({ hello: 'from its composed URL' });
  });

  test('may say where it is', async () => {
    expect((await askWith({ subgraphs: { hello: { url: urlElsewhere() } } })).data).toEqual({
      hello: 'from elsewhere',
    });
  });

  test('may say how long it is waited for, and wins over what holds for all', async () => {
    const { data, codes } = await askWith({
      subgraphs: { hello: { url: urlSilent(), timeoutMs: 200 } },
      traffic: { timeoutMs: 60_000 },
    });
    expect([data, codes]).toEqual([{ hello: null }, ['SUBGRAPH_TIMEOUT']]);
  });

  test('may say how large an answer of it may be', async () => {
    expect((await askWith({ traffic: { responseBytesMax: 20 } })).codes).toEqual(['SUBGRAPH_RESPONSE_TOO_LARGE']);
  });
});
