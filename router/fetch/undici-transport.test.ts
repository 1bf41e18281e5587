import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { makeCertificates } from '../../tests/log/certificates.ts';
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

describe('with pipelining', () => {
  test('queries go out on one connection before those ahead of them are answered', async () => {
    const waiting: (() => void)[] = [];
    const sockets = new Set<unknown>();
    const transport = await transportTo(
      (incoming, response) => {
        sockets.add(incoming.socket);
        waiting.push(() => response.end('{}'));
        // The first alone: only after an answer is a server known to keep its connections. Then four together or none.
        if (waiting.length === 1 || waiting.length === 5) for (const answer of waiting) answer();
      },
      { pipelining: 4, connectionsMax: 1 },
    );
    await transport.send(request());
    const answers = await Promise.all(Array.from({ length: 4 }, () => transport.send(request())));
    expect(answers.map(({ text }) => text)).toEqual(['{}', '{}', '{}', '{}']);
    expect(sockets.size).toBe(1);
  });

  test('a mutation has a connection to itself', async () => {
    let underWay = 0;
    let most = 0;
    const transport = await transportTo(
      (_, response) => {
        underWay++;
        most = Math.max(most, underWay);
        setImmediate(() => {
          underWay--;
          response.end('{}');
        });
      },
      { pipelining: 4, connectionsMax: 1 },
    );
    await Promise.all(Array.from({ length: 4 }, () => transport.send(request({ idempotent: false }))));
    expect(most).toBe(1);
  });
});

test('HTTP/2 is spoken with a subgraph that takes it, where it is switched on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kith-http2-'));
  const { keystoreFile, authorityFile } = await makeCertificates(folder);
  const pem = readFileSync(keystoreFile);
  const authority = readFileSync(authorityFile, 'utf8');
  const server = createSecureServer({ key: pem, cert: pem, allowHTTP1: true }, (incoming, response) => {
    incoming.resume();
    response.end(incoming.httpVersion);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const versions: string[] = [];
  for (const http2 of [false, true]) {
    const transport = createUndiciTransport({ name: 'one', url }, { ...transportDefaults, http2 }, authority);
    versions.push((await transport.send(request())).text);
    await transport.close();
  }
  expect(versions).toEqual(['1.1', '2.0']);
});
