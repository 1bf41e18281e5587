import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allTopics } from '../../../events/topics.ts';
import { createPostgresLog } from '../../../platform/log/postgres/postgres-log.ts';
import { createEmptyDatabase, createMigratedDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { testLogger } from '../test/activity-fixture.ts';

let activity: TestDatabase;
let log: TestDatabase;
const started: ChildProcess[] = [];
beforeAll(async () => {
  [activity, log] = await Promise.all([createMigratedDatabase('activity'), createEmptyDatabase('log')]);
  const open = await createPostgresLog({ databaseUrl: log.url, clientId: 'test', logger: testLogger });
  await open.ensureTopics(allTopics);
  await open.close();
});
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await Promise.all([activity.drop(), log.drop()]);
});

/** Starts a bin as the supervisor does; its first message is what it says of its start. */
function start(bin: string, environment: Record<string, string>) {
  const child = fork(join(import.meta.dirname, bin), {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  started.push(child);
  return {
    child,
    told: new Promise<unknown>((resolve) => child.once('message', resolve)),
    ended: new Promise<number | null>((resolve) => child.once('exit', resolve)),
  };
}

describe('a process', () => {
  test.each([
    ['activity.ts', { ACTIVITY_PORT: '0', INTERNAL_TOKEN_SECRET: 'a secret of a test that is long enough' }],
    ['activity-worker.ts', {}],
  ])('%s becomes ready, and ends cleanly on SIGTERM', async (bin, environment) => {
    const { child, told, ended } = start(bin, {
      ...environment,
      ACTIVITY_DATABASE_URL: activity.url,
      LOG_DATABASE_URL: log.url,
    });
    expect(await told).toEqual({ ready: true });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  test('tells every mistake of its configuration at once', async () => {
    const { told, ended } = start('activity.ts', { ACTIVITY_PORT: 'many', ACTIVITY_DATABASE_URL: 'mysql://x' });
    const { failed } = (await told) as { failed: string };
    for (const name of ['ACTIVITY_PORT', 'ACTIVITY_DATABASE_URL', 'INTERNAL_TOKEN_SECRET'])
      expect(failed).toContain(name);
    expect(await ended).toBe(1);
  });
});
