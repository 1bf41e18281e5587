import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import { allTopics, topics } from '../../events/topics.ts';
import { userStatusChanged } from '../../events/user-status-changed.ts';
import type { Part } from '../../platform/lifecycle/run-process.ts';
import type { Log, LogRecord } from '../../platform/log/port.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { until } from '../../tests/support/until.ts';
import type { AccountStatus } from './model.ts';
import { startActivityWorker } from './start-activity-worker.ts';
import {
  type ActivityFixture,
  createActivityFixture,
  likeProfile,
  testLogger,
  visitProfile,
} from './test/activity-fixture.ts';

let activity: ActivityFixture;
let logDatabase: TestDatabase;
let log: Log;
beforeAll(async () => {
  [activity, logDatabase] = await Promise.all([createActivityFixture(), createEmptyDatabase('log')]);
  log = await createPostgresLog({ databaseUrl: logDatabase.url, clientId: 'test', logger: testLogger });
  await log.ensureTopics(allTopics);
});
afterAll(async () => {
  await log.close();
  await Promise.all([activity.close(), logDatabase.drop()]);
});

async function withWorker(run: () => Promise<void>): Promise<void> {
  const parts: Part[] = [];
  await startActivityWorker(
    { databaseUrl: activity.url },
    { process: { add: (part) => parts.push(part) }, log, logger: testLogger },
  );
  try {
    await run();
  } finally {
    for (const part of parts.reverse()) await part.close();
  }
}

const nobody = { actor: null, device: null, address: null, client: null, trace: null };
/** Says on the log, as the owner of accounts does, what an account may do. */
async function say(id: string, status: AccountStatus): Promise<void> {
  const envelope = userStatusChanged.create({ user: { id }, status }, { ...nobody, time: new Date() });
  await log.append([{ topic: topics.usersStatus.name, key: id, value: JSON.stringify(envelope) }]);
}
const codes = async (viewer: string, userId: string) =>
  (await activity.ask(viewer, visitProfile, { userId })).data.visitProfile.userErrors.map(
    (error: { code: string }) => error.code,
  );

describe('the worker', () => {
  test('lets a new account be visited, and refuses it once the log says it is restricted', async () => {
    const [a, b] = [uuidv7(), uuidv7()];
    await withWorker(async () => {
      await say(a, 'ACTIVE');
      await say(b, 'ACTIVE');
      expect(await codes(a, b)).toEqual([]);
      await say(b, 'FRAUDULENT');
      await until(async () => (await codes(a, b))[0] === 'TARGET_UNAVAILABLE', 'the target to be unavailable');
      expect(await codes(b, a)).toEqual(['ACCOUNT_RESTRICTED']);
      await say(b, 'ACTIVE');
      await until(async () => (await codes(a, b)).length === 0, 'the target to be back');
    });
  });

  test('learns what was said while it was away', async () => {
    const [a, b] = [await activity.account(), uuidv7()];
    await say(b, 'ACTIVE');
    await say(b, 'SUSPENDED');
    await withWorker(async () => {
      await until(async () => (await activity.store.accounts.known([b])).length > 0, 'the account to be known');
      await until(async () => (await codes(a, b))[0] === 'TARGET_UNAVAILABLE', 'its last status');
    });
  });

  test('puts an unreadable status aside and goes on', async () => {
    const [a, b] = [await activity.account(), uuidv7()];
    const broken = {
      ...userStatusChanged.create({ user: { id: b }, status: 'ACTIVE' }, { ...nobody, time: new Date() }),
      data: {},
    };
    await log.append([{ topic: topics.usersStatus.name, key: b, value: JSON.stringify(broken) }]);
    await say(b, 'ACTIVE');
    await withWorker(() => until(async () => (await codes(a, b)).length === 0, 'the account behind it').then(() => {}));
  });

  test('moves what was done to the log: facts in the actor\u2019s order, notices to each recipient, once', async () => {
    const [a, b] = [await activity.account(), await activity.account()];
    const visit = (await activity.ask(a, visitProfile, { userId: b })).data.visitProfile.visit;
    const like = (await activity.ask(a, likeProfile, { userId: b })).data.likeProfile.like;
    const { match } = (await activity.ask(b, likeProfile, { userId: a })).data.likeProfile;
    const records: LogRecord[] = [];
    const reader = await log.read({
      topics: [topics.activityRecorded.name, topics.activityNoticed.name],
      from: 'earliest',
      handle: (read) => {
        records.push(...read.filter(({ key }) => key === a || key === b));
      },
    });
    const of = (topic: string, key: string) =>
      records
        .filter((record) => record.topic === topic && record.key === key)
        .map(({ value }) => JSON.parse(value!))
        .map(({ type, data }) => [type, data.id]);
    await withWorker(async () => {
      await until(() => records.length >= 8, 'eight records');
    });
    await reader.stop();
    expect(of('activity.recorded', a)).toEqual([
      ['visit.recorded', visit.id],
      ['like.recorded', like.id],
    ]);
    expect(of('activity.noticed', a)).toEqual([
      ['like.recorded', expect.any(String)],
      ['match.made', match.id],
    ]);
    expect(of('activity.noticed', b)).toEqual([
      ['visit.recorded', visit.id],
      ['like.recorded', like.id],
      ['match.made', match.id],
    ]);
    expect(records).toHaveLength(8);
  });
});
