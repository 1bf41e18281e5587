import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { register } from '../end-to-end/acceptance.ts';
import { type Product, startProduct } from '../end-to-end/product.ts';
import { freePortRun } from '../support/free-ports.ts';
import { until } from '../support/until.ts';
import { type Collector, startCollector } from './collector.ts';
import { claimOneTrace } from './trace-claim.ts';

const processes = ['router', 'users', 'users-worker', 'activity', 'activity-worker', 'fraud', 'fraud-worker'];

let home: string;
let collector: Collector;
let product: Product;
let adminPort: number;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'kith-telemetry-'));
  // As root the database runs as another user, who must be able to enter.
  chmodSync(home, 0o755);
  collector = await startCollector();
  adminPort = await freePortRun(processes.length);
  product = await startProduct({
    KITH_HOME: home,
    ADMIN_PORT: String(adminPort),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    // What a log says at its loudest must be as clean as what it says by default.
    LOG_LEVEL: 'debug',
  });
}, 300_000);
afterAll(async () => {
  await product?.stop();
  await collector?.close();
  rmSync(home, { recursive: true, force: true });
}, 300_000);

const admin = (index: number, path: string) => fetch(`http://127.0.0.1:${adminPort + index}${path}`);

/** Sends an operation as it is, with any headers; the answer doesn't matter. */
async function send(body: object | string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(product.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return await response.text();
}

describe('the processes of a running product', () => {
  test('say that they are live, started and ready, and have metrics', async () => {
    for (const index of processes.keys()) {
      for (const path of ['/live', '/startup', '/ready']) expect((await admin(index, path)).status).toBe(200);
      const response = await admin(index, '/metrics');
      expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
      expect(await response.text()).toMatch(/nodejs_eventloop_lag_p99_seconds\{service="[\w-]+"\}/);
    }
  });

  claimOneTrace(
    () => product,
    () => collector,
  );

  test('a trace that its sender does not record leaves no span', async () => {
    const traceId = randomBytes(16).toString('hex');
    const after = randomBytes(16).toString('hex');
    const query = { query: '{ discover(first: 1) { edges { node { id } } } }' };
    await send(query, { traceparent: `00-${traceId}-00f067aa0ba902b7-00` });
    await send(query, { traceparent: `00-${after}-00f067aa0ba902b7-01` });
    await until(() => collector.spans(after).some(({ service }) => service === 'users'), 'the recorded trace');
    expect(collector.spans(traceId)).toEqual([]);
  });

  test('what was done is in the metrics', async () => {
    const router = await (await admin(0, '/metrics')).text();
    expect(router).toMatch(/router_requests_total\{operation="VisitSomebody",outcome="ok",service="router"\} 1\b/);
    expect(router).toMatch(/router_subgraph_fetches_total\{subgraph="activity",outcome="ok",service="router"\} [1-9]/);
    expect(router).toMatch(/router_live_deliveries_total\{service="router"\} [1-9]/);
    expect(router).toMatch(/router_cache_requests_total\{cache="operation",outcome="miss",service="router"\} [1-9]/);
    expect(router).toMatch(/limit_decisions_total\{limit="mutations",decision="allowed",service="router"\} [1-9]/);
    expect(router).toMatch(/log_reader_lag_records\{topic="activity\.noticed",service="router"\} 0/);
    const activityWorker = await (await admin(4, '/metrics')).text();
    expect(activityWorker).toMatch(/outbox_published_total\{service="activity-worker"\} [1-9]/);
    expect(activityWorker).toMatch(/outbox_age_seconds\{service="activity-worker"\} \d/);
    expect(activityWorker).toMatch(
      /log_consumer_lag_records\{group="activity",topic="users\.status",service="activity-worker"\} \d/,
    );
    const activity = await (await admin(3, '/metrics')).text();
    expect(activity).toMatch(/pg_pool_connections\{state="in_use",service="activity"\} \d/);
    expect(activity).toMatch(/subgraph_requests_total\{outcome="ok",service="activity"\} [1-9]/);
  });
});

describe('what a person sends', () => {
  test('is in no log and in no trace, whether the request went well or failed', async () => {
    const planted = {
      email: 'planted.person@secret-place.example',
      password: 'planted-Passw0rd-9f2c',
      wrongPassword: 'planted-Wr0ng-77ab',
      name: 'Plantagenet Plantedname',
      birthDate: '1987-03-19',
      badBirthDate: '1987-13-47',
      device: 'planted-device-51c0',
      cookie: 'planted-cookie-3b1e',
      badToken: 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJwbGFudGVkLXRva2VuIn0.cGxhbnRlZC10b2tlbi1zaWduYXR1cmU',
    };
    const registration = `mutation Plant($input: RegisterInput!) {
      register(input: $input) { session { accessToken refreshToken } userErrors { code field } } }`;
    const input = {
      email: planted.email,
      password: planted.password,
      handle: `planted_${process.pid}`,
      name: planted.name,
      birthDate: planted.birthDate,
      city: 'Bern',
    };
    const headers = { 'x-device-id': planted.device, cookie: `session=${planted.cookie}` };
    const answer = JSON.parse(await send({ query: registration, variables: { input } }, headers));
    const { session } = answer.data.register;
    expect(session).not.toBeNull();
    const authorization = `Bearer ${session.accessToken}`;

    // Refused by a unique index, by a scalar, by a rule, by the schema; and what isn't even JSON.
    await send({ query: registration, variables: { input: { ...input, handle: `${input.handle}_2` } } }, headers);
    await send({ query: registration, variables: { input: { ...input, birthDate: planted.badBirthDate } } }, headers);
    await send({ query: registration, variables: { input: { ...input, email: 'a', secret: planted.password } } });
    await send({
      query: `mutation { register(input: { email: "${planted.email}", nonsense: "${planted.password}" }) }`,
    });
    await send(`{"query": "mutation", "variables": {"password": "${planted.password}"`);
    const signIn = 'mutation SignIn($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }';
    await send({ query: signIn, variables: { input: { email: planted.email, password: planted.wrongPassword } } });
    await send({ query: signIn, variables: { input: { email: planted.email, password: planted.password } } });
    await send({ query: '{ me { email birthDate } }' }, { authorization });
    await send({ query: '{ me { email } }' }, { authorization: `Bearer ${planted.badToken}` });
    const refresh = 'mutation ($token: String!) { refreshSession(refreshToken: $token) { userErrors { code } } }';
    await send({ query: refresh, variables: { token: session.refreshToken } });
    await send({ query: refresh, variables: { token: session.refreshToken } });
    await fetch(`${product.url}?query=${encodeURIComponent(`{ user(id: "${planted.email}") { name } }`)}`);

    const traceId = randomBytes(16).toString('hex');
    await send({ query: '{ me { email name } }' }, { authorization, traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
    await until(() => collector.spans(traceId).some(({ service }) => service === 'router'), 'the last trace');

    const logs = readdirSync(join(home, 'logs')).map((file) => readFileSync(join(home, 'logs', file), 'utf8'));
    const said = [...logs, collector.text()].join('\n');
    expect(said).toContain('Plant');
    const secrets = { ...planted, accessToken: session.accessToken, refreshToken: session.refreshToken };
    const found = Object.entries(secrets).flatMap(([what, value]) =>
      said
        .split('\n')
        .filter((line) => line.includes(value))
        .slice(0, 2)
        .map((line) => `${what}: ${line.slice(0, 600)}`),
    );
    expect(found).toEqual([]);
  });

  test('is traced and logged over a socket as over HTTP', async () => {
    const ada = await register(product);
    const bob = await register(product);
    const socket = await bob.client.subscribe(
      `mutation OverSocket { visitProfile(userId: "${ada.id}") { visit { id } userErrors { code } } }`,
    );
    await until(() => socket.received.length > 0, 'the answer');
    await socket.close();
    const line = await until(
      () =>
        readFileSync(join(home, 'logs', 'router.log'), 'utf8')
          .split('\n')
          .find((entry) => entry.includes('"OverSocket"')),
      'the line of the operation',
    );
    const { trace, live, kind } = JSON.parse(line);
    expect({ live, kind }).toEqual({ live: true, kind: 'mutation' });
    await until(
      () => collector.spans(trace).some(({ service, name }) => service === 'fraud-worker' && /^consume/.test(name)),
      'the trace of the operation',
    );
  });

  test('is one line in the log for each request, with the id of its trace', async () => {
    const traceId = randomBytes(16).toString('hex');
    const ask = () =>
      send({ query: 'query OneLine { me { id } }' }, { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
    await ask();
    const lines = () =>
      readFileSync(join(home, 'logs', 'router.log'), 'utf8')
        .split('\n')
        .filter((line) => line.includes(traceId));
    await until(() => lines().length > 0, 'the line of the request');
    expect(lines()).toHaveLength(1);
    expect(JSON.parse(lines()[0]!)).toMatchObject({
      operation: 'OneLine',
      trace: traceId,
      msg: 'request',
      kind: 'query',
      status: 200,
    });
  });
});
