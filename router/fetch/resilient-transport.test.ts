import { setMaxListeners } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { until } from '../../tests/support/until.ts';
import { createTransportFactory } from './create-transport.ts';
import { createResilientTransport, type ResilienceOptions, resilienceDefaults } from './resilient-transport.ts';
import type { SubgraphRequest, SubgraphTransport } from './transport.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A subgraph that answers as the test wants, and the way to it. */
async function startWay(answer: RequestListener, options: Partial<ResilienceOptions> = {}) {
  const way = {
    answer,
    requests: 0,
    circuit: [] as string[],
    retries: [] as string[],
    refused: [] as string[],
    tokens: () => 0,
  };
  const server: Server = createServer((request, response) => {
    way.requests++;
    way.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const transport: SubgraphTransport = createResilientTransport(
    // Time enough for slow machines: what hangs is given up by its signal.
    createTransportFactory({ timeoutMs: 60_000 })({ name: 'one', url }),
    'one',
    { ...resilienceDefaults, underWayMax: 100, circuitOpenMs: 50, ...options },
    {
      circuit: (state) => way.circuit.push(state),
      budget: (tokens) => {
        way.tokens = tokens;
      },
      retry: (outcome) => way.retries.push(outcome),
      refused: (reason) => way.refused.push(reason),
    },
  );
  closers.push(async () => {
    server.closeAllConnections();
    await transport.close();
    await new Promise((resolve) => server.close(resolve));
  });
  return Object.assign(way, { send: (more: Partial<SubgraphRequest> = {}) => transport.send({ ...request, ...more }) });
}

const request: SubgraphRequest = {
  body: '{"query":"{a}"}',
  headers: {},
  scope: 'public',
  idempotent: true,
  signal: new AbortController().signal,
};
setMaxListeners(0, request.signal as AbortSignal);
const mutation = { idempotent: false };
const well: RequestListener = (_, response) => response.end('{"data":{}}');
const hangUp: RequestListener = (_, response) => response.socket?.destroy();
const hang: RequestListener = () => undefined;
const busy: RequestListener = (_, response) => response.writeHead(503).end('no instance');
/** One after the other, the last one for all that follow. */
const inTurn =
  (...answers: RequestListener[]): RequestListener =>
  (incoming, response) =>
    (answers.length > 1 ? answers.shift()! : answers[0]!)(incoming, response);
const never = { circuitRequestsMin: 1_000 };

describe('a query that never came through', () => {
  test.each([
    ['hung up', hangUp],
    ['was answered by a proxy with 503', busy],
  ])('is sent again where it %s', async (_what, failure) => {
    const way = await startWay(inTurn(failure, failure, well), never);
    expect(await way.send()).toMatchObject({ status: 200, text: '{"data":{}}' });
    expect(way.requests).toBe(3);
  });

  test('fails as the last attempt did once all are used', async () => {
    const way = await startWay(hangUp, never);
    await expect(way.send()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', reason: undefined });
    expect(way.requests).toBe(3);
    way.answer = busy;
    expect(await way.send()).toMatchObject({ status: 503 });
  });

  test('is not sent again where retries are off', async () => {
    const way = await startWay(hangUp, { ...never, retriesMax: 0 });
    await expect(way.send()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(way.requests).toBe(1);
  });

  test('is not sent again once nobody waits for it', async () => {
    const controller = new AbortController();
    const way = await startWay((incoming, response) => {
      controller.abort();
      hangUp(incoming, response);
    }, never);
    await expect(way.send({ signal: controller.signal })).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
    expect(way.requests).toBe(1);
  });
});

test('a mutation is never sent again', async () => {
  const way = await startWay(hangUp, never);
  await expect(way.send(mutation)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
  way.answer = busy;
  expect(await way.send(mutation)).toMatchObject({ status: 503 });
  expect(way.requests).toBe(2);
});

test('what the subgraph answered itself is not asked for again', async () => {
  const way = await startWay((_, response) => response.writeHead(500).end('{"errors":[]}'), never);
  expect(await way.send()).toMatchObject({ status: 500 });
  expect(way.requests).toBe(1);
});

test('retries stop when the budget is spent, and come back with answers', async () => {
  const way = await startWay(hangUp, { ...never, retryBudget: 10 });
  const failures = await Promise.allSettled(Array.from({ length: 30 }, () => way.send()));
  expect(failures.every(({ status }) => status === 'rejected')).toBe(true);
  // Four of them found more than half of the ten tokens.
  expect(way.requests).toBe(34);
  expect(way.retries.filter((outcome) => outcome === 'sent')).toHaveLength(4);
  expect(way.retries.filter((outcome) => outcome === 'refused')).toHaveLength(30);
  expect(way.tokens()).toBe(0);
  way.answer = well;
  for (let answered = 0; answered < 100; answered++) await way.send();
  way.answer = inTurn(hangUp, well);
  expect(await way.send()).toMatchObject({ status: 200 });
});

describe('the circuit', () => {
  const quick = { retriesMax: 0, circuitRequestsMin: 4 };
  /** Sends until the circuit is open. */
  const open = async (way: Awaited<ReturnType<typeof startWay>>) => {
    await until(async () => {
      await way.send(mutation).catch(() => undefined);
      return way.circuit.at(-1) === 'open';
    }, 'the circuit to open');
  };

  test('opens for a subgraph that mostly fails: nobody asks it, and the error says why', async () => {
    const way = await startWay(hangUp, { ...quick, circuitOpenMs: 600_000 });
    await open(way);
    const { requests } = way;
    expect(requests).toBeGreaterThanOrEqual(4);
    await expect(way.send()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', reason: 'CIRCUIT_OPEN' });
    await expect(way.send(mutation)).rejects.toMatchObject({ reason: 'CIRCUIT_OPEN' });
    expect(way.requests).toBe(requests);
    expect(way.refused.slice(-2)).toEqual(['CIRCUIT_OPEN', 'CIRCUIT_OPEN']);
  });

  test('closes once a trial is answered', async () => {
    const way = await startWay(busy, quick);
    await open(way);
    way.answer = well;
    await until(async () => (await way.send().catch(() => undefined))?.status === 200, 'an answered trial');
    expect(way.circuit).toEqual(['open', 'closed']);
  });

  test('lets one trial through and refuses all others meanwhile; one that its client gave up closes nothing', async () => {
    const way = await startWay(hangUp, quick);
    await open(way);
    way.answer = hang;
    const before = way.requests;
    const controller = new AbortController();
    let trial: Promise<unknown> | undefined;
    await until(() => {
      const sent = way.send({ signal: controller.signal }).catch((error: { code: string }) => error.code);
      trial ??= sent;
      void sent.then(() => {
        if (trial === sent && !controller.signal.aborted) trial = undefined;
      });
      return way.requests > before;
    }, 'a trial');
    await expect(way.send()).rejects.toMatchObject({ reason: 'CIRCUIT_OPEN' });
    expect(way.requests).toBe(before + 1);
    controller.abort();
    expect(await trial).toBe('REQUEST_ABORTED');
    expect(way.circuit).not.toContain('closed');
  });

  test('stays closed where most is well, whatever clients give up', async () => {
    const way = await startWay(hang, quick);
    for (let given = 0; given < 10; given++) {
      const controller = new AbortController();
      const sent = way.send({ signal: controller.signal });
      const requests = given + 1;
      await until(() => way.requests === requests, 'the request');
      controller.abort();
      await expect(sent).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
    }
    way.answer = inTurn(well, well, hangUp, well, well, hangUp, well);
    for (let sent = 0; sent < 8; sent++) await way.send(mutation).catch(() => undefined);
    expect(way.circuit).toEqual([]);
  });
});

test('a subgraph that hangs holds a bounded number of requests; the next one fails at once', async () => {
  const way = await startWay(hang, { underWayMax: 3 });
  const controller = new AbortController();
  const held = [1, 2, 3].map(() => way.send({ signal: controller.signal }).catch((error) => error.code));
  await until(() => way.requests === 3, 'three requests');
  await expect(way.send()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', reason: 'OVERLOADED' });
  controller.abort();
  expect(await Promise.all(held)).toEqual(['REQUEST_ABORTED', 'REQUEST_ABORTED', 'REQUEST_ABORTED']);
  way.answer = well;
  expect(await way.send()).toMatchObject({ status: 200 });
});
