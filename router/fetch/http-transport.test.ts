import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { until } from '../../tests/support/until.ts';
import { createTransportFactory } from './create-transport.ts';
import type { SubgraphRequest, SubgraphTransport } from './transport.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function request(more: Partial<SubgraphRequest> = {}): SubgraphRequest {
  return {
    body: '{"query":"{a}"}',
    headers: {},
    idempotent: true,
    scope: 'public',
    signal: new AbortController().signal,
    ...more,
  };
}

const answer = (text: string, headers = '') =>
  `HTTP/1.1 200 OK\r\n${headers}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;

/** A server that hands every request's text to `onRequest`, with the number of its connection. */
async function serve(onRequest: (socket: Socket, text: string, connection: number) => void) {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    const connection = connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (data) => onRequest(socket, data.toString(), connection));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql?x=1`,
    connections: () => connections,
    open: () => sockets.size,
  };
}

function transportTo(url: string, options = {}): SubgraphTransport {
  const transport = createTransportFactory({ timeoutMs: 5_000, ...options })({ name: 'one', url });
  closers.push(() => transport.close());
  return transport;
}

describe('a request', () => {
  test('carries its headers and body as HTTP says, and no client can add to them', async () => {
    let seen = '';
    const server = await serve((socket, text) => {
      seen = text;
      socket.write(answer('{}'));
    });
    const transport = transportTo(server.url);
    await transport.send(
      request({
        body: '{"query":"{é}"}',
        headers: { traceparent: '00-ab', Connection: 'upgrade', 'Content-Length': '1' },
      }),
    );
    expect(seen).toBe(
      [
        'POST /graphql?x=1 HTTP/1.1',
        `host: ${new URL(server.url).host}`,
        'content-type: application/json',
        'accept: application/json',
        'traceparent: 00-ab',
        'x-router-timeout-ms: 5000',
        'content-length: 16',
        '',
        '{"query":"{é}"}',
      ].join('\r\n'),
    );
    await expect(transport.send(request({ headers: { x: 'a\r\nhost: b' } }))).rejects.toThrow();
  });

  test('goes over the connection of the one before', async () => {
    const server = await serve((socket) => socket.write(answer('{"data":1}')));
    const transport = transportTo(server.url);
    for (let turn = 0; turn < 3; turn++)
      expect(await transport.send(request())).toMatchObject({ status: 200, text: '{"data":1}' });
    expect(server.connections()).toBe(1);
  });

  test('waits its turn when all connections are busy', async () => {
    const held: Socket[] = [];
    const server = await serve((socket) => held.push(socket));
    const transport = transportTo(server.url, { connectionsMax: 2 });
    const answers = Promise.all([1, 2, 3, 4, 5].map(() => transport.send(request())));
    for (let served = 0; served < 5; ) {
      await until(() => held.length > 0, 'a request');
      expect(server.connections()).toBeLessThanOrEqual(2);
      for (const socket of held.splice(0)) {
        served++;
        socket.write(answer('{}'));
      }
    }
    expect(await answers).toHaveLength(5);
  });

  test('is sent again when the kept connection was closed just then, unless that could do harm', async () => {
    const server = await serve((socket, _text, connection) => {
      if (connection === 0 && socket.listenerCount('drain') === 0) {
        socket.on('drain', () => {});
        socket.write(answer('{}'));
      } else if (connection === 0) socket.destroy();
      else socket.write(answer('{"again":1}'));
    });
    const transport = transportTo(server.url);
    await transport.send(request());
    expect((await transport.send(request())).text).toBe('{"again":1}');
    expect(server.connections()).toBe(2);
  });

  test('that is a mutation is never sent twice', async () => {
    const server = await serve((socket, text) => {
      if (text.includes('first')) socket.write(answer('{}'));
      else socket.destroy();
    });
    const transport = transportTo(server.url);
    await transport.send(request({ body: 'first' }));
    await expect(transport.send(request({ idempotent: false }))).rejects.toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
    });
    expect(server.connections()).toBe(1);
  });
});

describe('a request that gets no answer', () => {
  test('ends with the time-out and takes its connection along', async () => {
    const server = await serve(() => {});
    const transport = transportTo(server.url, { timeoutMs: 50 });
    await expect(transport.send(request())).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
    await until(() => server.open() === 0, 'the connection to close');
  });

  test('ends when it is given up, even while it waits for a connection', async () => {
    const server = await serve(() => {});
    const transport = transportTo(server.url, { connectionsMax: 1 });
    const controller = new AbortController();
    const both = [request({ signal: controller.signal }), request({ signal: controller.signal })].map((one) =>
      transport.send(one).catch((error: { code: string }) => error.code),
    );
    await until(() => server.open() === 1, 'the connection');
    controller.abort();
    expect(await Promise.all(both)).toEqual(['REQUEST_ABORTED', 'REQUEST_ABORTED']);
    await expect(transport.send(request({ signal: controller.signal }))).rejects.toMatchObject({
      code: 'REQUEST_ABORTED',
    });
  });

  test('ends at once where nobody listens', async () => {
    const server = await serve(() => {});
    await closers.pop()!();
    await expect(transportTo(server.url).send(request())).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
  });

  test.each([
    ['closes in the middle of it', 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"da', 'SUBGRAPH_UNAVAILABLE'],
    ['speaks something else', 'nonsense\r\n\r\n', 'SUBGRAPH_MALFORMED_RESPONSE'],
    ['sends more than allowed', 'HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n', 'SUBGRAPH_RESPONSE_TOO_LARGE'],
  ])('because the server %s fails with a code of its own', async (_what, text, code) => {
    const server = await serve((socket) => socket.end(text));
    await expect(transportTo(server.url, { responseBytesMax: 1_000 }).send(request())).rejects.toMatchObject({ code });
  });
});

test('closing waits for the answers under way', async () => {
  let held: Socket | undefined;
  const server = await serve((socket) => {
    held = socket;
  });
  const transport = transportTo(server.url);
  const sent = transport.send(request());
  await until(() => held, 'the request');
  let closed = false;
  const closing = transport.close().then(() => {
    closed = true;
  });
  expect(closed).toBe(false);
  held!.write(answer('{}'));
  expect((await sent).text).toBe('{}');
  await closing;
});

test('a subgraph on the same machine is reached by its Unix socket', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'subgraph-'));
  const path = join(folder, 'one.sock');
  const server = createHttpServer((incoming, response) => response.end(`{"url":"${incoming.url}"}`));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  closers.push(async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });
  const transport = transportTo(`unix://${path}?path=/api`);
  expect((await transport.send(request())).text).toBe('{"url":"/api"}');
  await transport.close();
});

test('a URL that no server can stand behind fails when it is asked', async () => {
  await expect(transportTo('log://events').send(request())).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
});
