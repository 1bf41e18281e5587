import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { until } from '../../tests/support/until.ts';
import { createInternalTokenSigner, identityHeader } from '../identity/internal-token.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createReadiness } from '../telemetry/readiness.ts';
import { createOverload, type Overload } from './overload.ts';
import { type SubgraphServer, startSubgraphServer } from './subgraph-server.ts';
import { nobody, secret } from './test/test-subgraph.ts';

const logger = createLogger('test', 'silent');

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A subgraph whose field answers when it is let go, and how to ask it over connections that are kept. */
async function startHolding(underWayMax: number) {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  let waiting = 0;
  const metrics = createMetrics('test');
  const server: SubgraphServer = await startSubgraphServer({
    typeDefs: parse('type Query { held: Int }'),
    resolvers: {
      Query: {
        held: () => {
          waiting++;
          return gate.then(() => 1);
        },
      },
    },
    context: (request) => request,
    internalTokenSecret: secret,
    port: 0,
    host: '127.0.0.1',
    portSetting: 'PORT',
    logger,
    overload: { delayMaxMs: 60_000, underWayMax },
    telemetry: { metrics, readiness: createReadiness(), tracer: undefined },
  });
  const token = await createInternalTokenSigner(secret)(nobody);
  const agent = new Agent({ keepAlive: true });
  const ask = async (
    path = '/graphql',
  ): Promise<{ status: number; headers: IncomingMessage['headers']; text: string }> => {
    const request = httpRequest({
      host: '127.0.0.1',
      port: server.port,
      path,
      agent,
      method: path === '/graphql' ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', [identityHeader]: token },
    });
    request.end(path === '/graphql' ? '{"query":"{ held }"}' : undefined);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response) text += chunk;
    return { status: response.statusCode!, headers: response.headers, text };
  };
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= server.close();
    return closed;
  };
  closers.push(() => {
    release();
    agent.destroy();
    return close();
  });
  return { ask, close, metrics, release: () => release(), waiting: () => waiting };
}

describe('a server with too many requests under way', () => {
  test('refuses more with 503 and Retry-After, says it is up, and takes them again when it has fewer', async () => {
    const { ask, metrics, release, waiting } = await startHolding(2);
    const held = [ask(), ask()];
    await until(() => waiting() === 2, 'both to be under way');
    const refused = await ask();
    expect(refused.status).toBe(503);
    expect(JSON.parse(refused.text).errors[0].extensions.code).toBe('OVERLOADED');
    const seconds = Number(refused.headers['retry-after']);
    expect([seconds >= 1, seconds <= 3]).toEqual([true, true]);
    expect((await ask('/health')).status).toBe(200);
    expect(await metrics.print()).toMatch(/http_requests_shed_total\{[^}]*reason="queue"[^}]*\} 1\n/);
    release();
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200]);
    expect(await ask()).toMatchObject({ status: 200, text: '{"data":{"held":1}}\n' });
  });

  test('that drains finishes them, on connections that it then closes, and doesn’t wait for those kept open', async () => {
    const { ask, close, release, waiting } = await startHolding(10);
    const held = ask();
    await until(() => waiting() === 1, 'it to be under way');
    await ask('/health');
    const closed = close();
    release();
    expect(await held).toMatchObject({ status: 200 });
    await closed;
    await expect(ask('/health')).rejects.toThrow();
  });
});

describe('overload by delay', () => {
  const blockMs = 150;
  let busy = false;
  /** Keeps the event loop busy in pieces, as many requests do. */
  const work = (): void => {
    if (!busy) return;
    for (const end = performance.now() + blockMs; performance.now() < end; );
    setImmediate(work);
  };
  const isLate = (overload: Overload): boolean => {
    const reason = overload.enter();
    if (reason === null) overload.leave();
    return reason === 'delay';
  };

  test('begins when the event loop is late for a while, not for a moment, and ends when it isn’t', async () => {
    const overload = createOverload({ delayMaxMs: 20, underWayMax: 10 }, { logger });
    closers.push(() => overload.close());
    for (const end = performance.now() + 400; performance.now() < end; );
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(isLate(overload)).toBe(false);
    busy = true;
    work();
    await until(() => isLate(overload), 'the delay to be noticed');
    busy = false;
    await until(() => !isLate(overload), 'the delay to be over');
  });
});
