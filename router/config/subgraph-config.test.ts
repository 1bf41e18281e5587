import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../../tests/support/until.ts';
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

  test('may name a Unix socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'subgraph-'));
    const socket = join(folder, 'hello.sock');
    const paths: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url);
      response.end('{"data":{"hello":"from a socket"}}');
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    try {
      const { data } = await askWith({ subgraphs: { hello: { url: `unix://${socket}?path=/api` } } });
      expect([data, paths]).toEqual([{ hello: 'from a socket' }, ['/api']]);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    }
  });

  test('may have identical queries under way go out once', async () => {
    const held: ServerResponse[] = [];
    const server = createServer((_, response) => {
      held.push(response);
      // Nobody is answered before the query that is another has come, which is after all that came before it.
      if (held.length >= 2) for (const each of held) each.end('{"data":{"hello":"a","other":"a"}}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const router = await startTestRouter({
      subgraphs: { hello: subgraph('from its composed URL') },
      config: { subgraphs: { hello: { url, coalesce: true } }, http: { batchMax: 3 } },
    });
    try {
      const response = await fetch(router.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', connection: 'close' },
        body: JSON.stringify(['{ hello }', '{ hello }', '{ other: hello }'].map((query) => ({ query }))),
      });
      expect(await response.json()).toEqual([
        { data: { hello: 'a' } },
        { data: { hello: 'a' } },
        { data: { other: 'a' } },
      ]);
      expect(held).toHaveLength(2);
    } finally {
      await router.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test('may say when it is asked no more: its fields are errors that say why, the log has it once', async () => {
    const server = createServer((_, response) => response.socket?.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const router = await startTestRouter({
      subgraphs: { hello: subgraph('from its composed URL') },
      config: {
        subgraphs: { hello: { url, retriesMax: 0, circuitRequestsMin: 2, circuitOpenMs: 600_000 } },
      },
    });
    try {
      const refused = await until(async () => {
        const { data, errors } = await router.ask({ query: '{ hello }' });
        return errors?.[0].extensions.reason && { data, errors };
      }, 'an open circuit');
      expect(refused).toMatchObject({
        data: { hello: null },
        errors: [{ path: ['hello'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', reason: 'CIRCUIT_OPEN' } }],
      });
      expect(router.logged.filter(({ msg }) => String(msg).startsWith('the circuit'))).toHaveLength(1);
    } finally {
      await router.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
