import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { allTopics } from '../../events/topics.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { freePortRun, freePorts } from '../support/free-ports.ts';

const root = join(import.meta.dirname, '..', '..');
let database: TestDatabase;
const folder = mkdtempSync(join(tmpdir(), 'router-workers-'));
beforeAll(async () => {
  database = await createEmptyDatabase('router_workers');
  const logger = createLogger('test', 'silent');
  const log = await createPostgresLog({ databaseUrl: database.url, clientId: 'test', logger });
  await log.ensureTopics(allTopics);
  await log.close();
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

test('the router’s process runs as several that share its port, each with an admin port, and all of them drain', async () => {
  const config = join(folder, 'router.yaml');
  writeFileSync(config, `supergraph: ${join(root, 'supergraph.graphql')}\n`);
  const [port] = (await freePorts(1)) as [number];
  const adminPort = await freePortRun(2);
  const child: ChildProcess = fork(join(root, 'router', 'bin', 'router.ts'), {
    execArgv: ['--import', 'tsx'],
    env: {
      PATH: process.env.PATH,
      LOG_LEVEL: 'silent',
      ROUTER_CONFIG: config,
      ROUTER_WORKERS: '2',
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      HOSTS: '127.0.0.1',
      LOG: 'postgres',
      LOG_DATABASE_URL: database.url,
      INTERNAL_TOKEN_SECRET: 'i'.repeat(32),
      HASH_SECRET: 'h'.repeat(32),
      CURSOR_SECRET: 'c'.repeat(32),
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const [said] = await once(child, 'message');
  expect(said).toEqual({ ready: true });
  const statusOf = async (url: string) => (await fetch(url)).status;
  expect(await statusOf(`http://127.0.0.1:${port}/health`)).toBe(200);
  expect(await statusOf(`http://127.0.0.1:${adminPort}/ready`)).toBe(200);
  expect(await statusOf(`http://127.0.0.1:${adminPort + 1}/ready`)).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await expect(statusOf(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
});
