import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import { accountDecided } from '../../events/account-decided.ts';
import { allTopics } from '../../events/topics.ts';
import type { Part } from '../../platform/lifecycle/run-process.ts';
import type { Log } from '../../platform/log/port.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { until } from '../../tests/support/until.ts';
import { startUsersWorker } from './start-users-worker.ts';
import { registerSomebody, startTestUsers, type TestUsers } from './test/start-test-users.ts';

const logger = createLogger('test', 'silent');
let users: TestUsers;
let logDatabase: TestDatabase;
let log: Log;
/** What stands in the log, by topic and account, as it is read. */
const read: { topic: string; key: string; type: string; data: Record<string, unknown> }[] = [];

beforeAll(async () => {
  users = await startTestUsers();
  logDatabase = await createEmptyDatabase('users_log');
  log = await createPostgresLog({ databaseUrl: logDatabase.url, clientId: 'test', logger });
  await log.ensureTopics(allTopics);
  await log.read({
    topics: ['users.changed', 'users.authenticated', 'users.status'],
    from: 'earliest',
    handle: (records) => {
      for (const { topic, key, value } of records) read.push({ topic, key, ...JSON.parse(value!) });
    },
  });
});
afterAll(async () => {
  await log.close();
  await logDatabase.drop();
  await users.close();
});

async function startWorker(): Promise<{ close(): Promise<void> }> {
  const parts: Part[] = [];
  const add = (part: Part) => parts.push(part);
  await startUsersWorker({ databaseUrl: users.database.url }, { process: { add }, log, logger });
  return {
    close: async () => {
      for (const part of parts.splice(0).reverse()) await part.close();
    },
  };
}

function decide(id: string, action: 'RESTRICT' | 'RELEASE') {
  const context = { time: new Date(), actor: null, device: null, address: null, client: null, trace: null };
  const envelope = accountDecided.create(
    { user: { id }, action, case: { id: uuidv7() }, rules: ['founding'] },
    context,
  );
  return { topic: 'fraud.decided', key: id, value: JSON.stringify(envelope) };
}
const statusesOf = (id: string) =>
  read.filter((event) => event.topic === 'users.status' && event.key === id).map((event) => event.data.status);

describe('the users worker', () => {
  test('publishes what the graph process stored, and turns decisions into published statuses', async () => {
    const { id } = await registerSomebody(users);
    const worker = await startWorker();
    try {
      await until(() => statusesOf(id).length === 1, 'the registration’s status');
      expect(read.find((event) => event.topic === 'users.changed' && event.key === id)?.type).toBe('user.registered');

      const restrict = decide(id, 'RESTRICT');
      await log.append([restrict, restrict]);
      await until(() => statusesOf(id).includes('FRAUDULENT'), 'the restriction');
      const { data } = await users.ask('query ($id: ID!) { user(id: $id) { status } }', { id });
      expect(data.user.status).toBe('FRAUDULENT');

      await log.append([restrict, decide(id, 'RELEASE')]);
      await until(() => statusesOf(id).length === 3, 'the release');
      expect(statusesOf(id)).toEqual(['ACTIVE', 'FRAUDULENT', 'ACTIVE']);
    } finally {
      await worker.close();
    }
  });

  test('a decision that came while no worker ran is applied by the next, and an unreadable one stops nothing', async () => {
    const { id } = await registerSomebody(users);
    await log.append([{ topic: 'fraud.decided', key: id, value: 'not an event' }, decide(id, 'RESTRICT')]);
    const worker = await startWorker();
    try {
      await until(() => statusesOf(id).includes('FRAUDULENT'), 'the restriction');
    } finally {
      await worker.close();
    }
  });

  test('sweeps what is over out of the database and leaves what is not', async () => {
    const gone = await registerSomebody(users);
    const kept = await registerSomebody(users);
    await users.sql("UPDATE session SET expires_at = now() - interval '1 second' WHERE account_id = $1", [gone.id]);
    await users.sql("INSERT INTO sign_in_throttle VALUES ('account:over', 3, now()), ('account:on', 3, now() + '1 h')");
    const worker = await startWorker();
    try {
      await until(
        async () => (await users.sql('SELECT 1 FROM sign_in_throttle')).length === 1,
        'the ended throttle window to be swept',
      );
      const left = await users.sql('SELECT account_id FROM session JOIN refresh_token ON session_id = session.id');
      const owners = left.map((row) => row.account_id);
      expect(owners).toContain(kept.id);
      expect(owners).not.toContain(gone.id);
    } finally {
      await worker.close();
    }
  });
});
