import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allTopics } from '../../../events/topics.ts';
import { createPostgresLog } from '../../../platform/log/postgres/postgres-log.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { createEmptyDatabase, createMigratedDatabase, type TestDatabase } from '../../../tests/support/database.ts';

let database: TestDatabase;
let logDatabase: TestDatabase;
beforeAll(async () => {
  database = await createMigratedDatabase('users');
  logDatabase = await createEmptyDatabase('users_log');
  const logger = createLogger('test', 'silent');
  const log = await createPostgresLog({ databaseUrl: logDatabase.url, clientId: 'test', logger });
  await log.ensureTopics(allTopics);
  await log.close();
});
afterAll(async () => {
  await database.drop();
  await logDatabase.drop();
});

/** Starts a process as `npm start` does; resolves with it and the first thing it says. */
async function start(name: string, environment: Record<string, string>) {
  const child: ChildProcess = fork(join(import.meta.dirname, name), {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = once(child, 'exit');
  const [said] = (await once(child, 'message')) as [{ ready?: true; failed?: string }];
  return { child, said, ended };
}

describe('the processes', () => {
  test.each([
    ['users.ts', () => ({ USERS_PORT: '0', INTERNAL_TOKEN_SECRET: 'a secret of the tests that is long enough' })],
    ['users-worker.ts', () => ({ LOG: 'postgres', LOG_DATABASE_URL: logDatabase.url })],
  ])('%s says when it is ready and ends with 0 on SIGTERM', async (name, environment) => {
    const { child, said, ended } = await start(name, { USERS_DATABASE_URL: database.url, ...environment() });
    expect(said).toEqual({ ready: true });
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  test('users.ts reports every mistake of its environment at once and ends with 1', async () => {
    const { said, ended } = await start('users.ts', { USERS_PORT: 'x', USERS_DATABASE_URL: 'mysql://x', ISSUER: 'x' });
    for (const name of ['USERS_PORT', 'USERS_DATABASE_URL', 'INTERNAL_TOKEN_SECRET', 'ISSUER'])
      expect(said.failed).toContain(name);
    expect(await ended).toEqual([1, null]);
  });
});
