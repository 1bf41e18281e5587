import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { createLiveClient } from '../../client/live/live-client.ts';
import type { Log } from '../../platform/log/port.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { readUsageStore } from '../../registry/usage/read-usage-store.ts';
import { startTestRouter, type TestRouter } from '../../router/test-support/start-test-router.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let log: Log;
let router: TestRouter;

beforeAll(async () => {
  database = await createEmptyDatabase('usage_live');
  log = await createPostgresLog({
    databaseUrl: database.url,
    clientId: 'test',
    logger: createLogger('test', 'silent'),
  });
  router = await startTestRouter({
    subgraphs: { one: { sdl: 'type Query { things: Int }', resolvers: { Query: { things: () => 1 } } } },
    config: { usage: { databaseUrl: database.url, flushSeconds: 0.02 } },
    log,
  });
});
afterAll(async () => {
  await router.close();
  await log.close();
  await database.drop();
});

/** The clients that sent an operation, `name@version`. */
async function clientsOf(name: string): Promise<string[]> {
  const { operations, records } = await readUsageStore(database.url, 30).catch(() => ({ operations: {}, records: [] }));
  const named = new Map(Object.entries(operations));
  return records
    .filter(({ operation }) => named.get(operation)?.name === name)
    .map(({ client, version }) => `${client}@${version}`);
}

test('a browser, which sets no headers on a WebSocket, is recorded as the live client names it', async () => {
  const live = createLiveClient({
    url: router.url.replace(/^http/, 'ws'),
    client: { name: 'my-app', version: '2.0.1' },
    webSocketImpl: WebSocket,
  });
  expect((await live.query('query OverSocket { things }')).data).toEqual({ things: 1 });
  await live.close();
  await until(async () => (await clientsOf('OverSocket')).length > 0, 'the recorded use');
  expect(await clientsOf('OverSocket')).toEqual(['my-app@2.0.1']);
});

test('where the first message names nobody, the headers of the upgrade do', async () => {
  class WithHeaders extends WebSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols, {
        headers: { 'apollographql-client-name': 'a-service', 'apollographql-client-version': '7' },
      });
    }
  }
  const live = createLiveClient({ url: router.url.replace(/^http/, 'ws'), webSocketImpl: WithHeaders });
  await live.query('query FromHeaders { things }');
  await live.close();
  await until(async () => (await clientsOf('FromHeaders')).length > 0, 'the recorded use');
  expect(await clientsOf('FromHeaders')).toEqual(['a-service@7']);
});

test('an event stream is recorded by its request’s headers', async () => {
  const response = await fetch(router.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      'apollographql-client-name': 'tv',
      'apollographql-client-version': '3',
    },
    body: JSON.stringify({ query: 'query AsStream { things }' }),
  });
  expect(await response.text()).toContain('"things":1');
  await until(async () => (await clientsOf('AsStream')).length > 0, 'the recorded use');
  expect(await clientsOf('AsStream')).toEqual(['tv@3']);
});
