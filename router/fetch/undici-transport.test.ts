import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { transportDefaults } from './create-transport.ts';
import type { SubgraphRequest, SubgraphTransport } from './transport.ts';
import { createUndiciTransport } from './undici-transport.ts';

// Over TLS it is the same code; the tests spare themselves certificates.

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function transportTo(onRequest: RequestListener, options = {}): Promise<SubgraphTransport> {
  const server = createServer(onRequest);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api?x=1`;
  const transport = createUndiciTransport({ name: 'one', url }, { ...transportDefaults, ...options });
  closers.push(() => transport.close());
  return transport;
}

const request = (more: Partial<SubgraphRequest> = {}): SubgraphRequest => ({
  body: '{}',
  headers: {},
  idempotent: true,
  scope: 'public',
  signal: new AbortController().signal,
  ...more,
});

test('a request carries its headers and body, and its answer comes whole', async () => {
  const transport = await transportTo((incoming, response) => {
    const { url, method, headers } = incoming;
    response.writeHead(201);
    incoming.on('data', (body) =>
      response.end(JSON.stringify([method, url, headers['content-type'], headers['x-a'], String(body)])),
    );
  });
  expect(await transport.send(request({ body: '{"é":1}', headers: { 'x-a': 'b' } }))).toEqual({
    status: 201,
    text: JSON.stringify(['POST', '/api?x=1', 'application/json', 'b', '{"é":1}']),
  });
});

describe('a request without a usable answer fails with a code of its own', () => {
  test('when it takes too long', async () => {
    const transport = await transportTo(() => {}, { timeoutMs: 50 });
    await expect(transport.send(request())).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
  });

  test('when it is larger than allowed', async () => {
    const transport = await transportTo((_incoming, response) => response.end('x'.repeat(2_000)), {
      responseBytesMax: 1_000,
    });
    await expect(transport.send(request())).rejects.toMatchObject({ code: 'SUBGRAPH_RESPONSE_TOO_LARGE' });
  });

  test('when the server hangs up', async () => {
    const transport = await transportTo((incoming) => incoming.socket.destroy());
    await expect(transport.send(request())).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
  });

  test('when it is given up, before or after it is sent', async () => {
    const transport = await transportTo(() => controller.abort());
    const controller = new AbortController();
    const given = request({ signal: controller.signal });
    await expect(transport.send(given)).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
    await expect(transport.send(given)).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
  });
});
