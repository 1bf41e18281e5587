import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createMemoryLimits } from '../../platform/limits/memory.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { type Router, startRouter } from '../../router/compose-router.ts';
import { readRouterConfig } from '../../router/config/read-router-config.ts';
import {
  registerSomebody,
  startCopy,
  startTestUsers,
  type TestUsers,
  type UsersCopy,
} from '../../subgraphs/users/test/start-test-users.ts';
import { until } from '../support/until.ts';

const root = join(import.meta.dirname, '..', '..');
const secret = 'a secret of the tests that is long enough';
const folder = mkdtempSync(join(tmpdir(), 'deadline-'));
const logger = createLogger('test', 'silent');
const limits = createMemoryLimits();

let users: TestUsers;
let served: UsersCopy;
let watcher: pg.Client;
let id: string;
const routers: Router[] = [];
beforeAll(async () => {
  users = await startTestUsers();
  ({ id } = await registerSomebody(users));
  served = await startCopy(users.database.url, { secret });
  watcher = new pg.Client(users.database.url);
  await watcher.connect();
});
afterAll(async () => {
  for (const router of routers) await router.close();
  await limits.close();
  await watcher.end();
  await served.close();
  await users.close();
  rmSync(folder, { recursive: true });
});

async function openRouter(deadlineMs: number): Promise<string> {
  const file = join(folder, `${deadlineMs}.yaml`);
  const text = `
supergraph: ${join(root, 'supergraph.graphql')}
listen: { port: 0, hosts: [127.0.0.1] }
http: { deadlineMs: ${deadlineMs} }
subgraphs: { users: { url: "${served.url}/graphql", timeoutMs: 60000 } }
`;
  writeFileSync(file, text);
  const router = await startRouter({
    config: readRouterConfig(text, file, {}),
    log: null,
    limits,
    secrets: { internalToken: secret, hash: 'h'.repeat(32), cursor: 'c'.repeat(32) },
    logger,
  });
  routers.push(router);
  return router.url;
}

const ask = async (url: string, signal?: AbortSignal) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ query: 'query ($id: ID!) { user(id: $id) { name } }', variables: { id } }),
    signal,
  });
  return (await response.json()) as { data: { user: unknown } | null; errors?: { extensions: { code: string } }[] };
};

/**
 * Nobody can read accounts while this is held: what asks for them hangs in the database. A statement with a shorter time-out than
 * any of the subgraph's hangs there from the beginning, and has to outlast what is cancelled: else it was its time-out that
 * ended it.
 */
async function whileAccountsAreLocked(run: () => Promise<void>): Promise<void> {
  await watcher.query('BEGIN; LOCK TABLE account IN ACCESS EXCLUSIVE MODE');
  const marker = new pg.Client({ connectionString: users.database.url, statement_timeout: 14_500 });
  await marker.connect();
  let outlasted = true;
  const hanging = marker.query('SELECT FROM account LIMIT 1').catch(() => {
    outlasted = false;
  });
  try {
    await run();
    expect(outlasted).toBe(true);
  } finally {
    await watcher.query('ROLLBACK');
    await hanging;
    await marker.end();
  }
}

const waiting = async (): Promise<number> => {
  const { rows } = await watcher.query(
    `SELECT count(*)::int AS n FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name = 'users'`,
  );
  return rows[0].n;
};

test('a request’s deadline goes through router and subgraph to the database: when it is over nothing runs any more', async () => {
  const url = await openRouter(3_000);
  expect((await ask(url)).data?.user).not.toBeNull();
  await whileAccountsAreLocked(async () => {
    const answer = ask(url);
    await until(async () => (await waiting()) === 1, 'the statement to wait for its lock');
    const { data, errors } = await answer;
    expect(data?.user ?? null).toBeNull();
    expect(errors).toHaveLength(1);
    await until(async () => (await waiting()) === 0, 'the statement to be cancelled');
  });
  expect((await ask(url)).data?.user).not.toBeNull();
});

test('when the client is gone nothing runs for it any more', async () => {
  const url = await openRouter(600_000);
  await whileAccountsAreLocked(async () => {
    const controller = new AbortController();
    const answer = ask(url, controller.signal);
    await until(async () => (await waiting()) === 1, 'the statement to wait for its lock');
    controller.abort();
    await expect(answer).rejects.toThrow();
    await until(async () => (await waiting()) === 0, 'the statement to be cancelled');
  });
  expect((await ask(url)).data?.user).not.toBeNull();
});
