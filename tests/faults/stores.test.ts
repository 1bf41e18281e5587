import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import { accountDecided } from '../../events/account-decided.ts';
import { allTopics, topics } from '../../events/topics.ts';
import { userStatusChanged } from '../../events/user-status-changed.ts';
import { deadTopic } from '../../platform/log/dead-letters.ts';
import { createKafkaLog } from '../../platform/log/kafka/kafka-log.ts';
import type { Log, LogRecord } from '../../platform/log/port.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { readRecords } from '../../scripts/log/read-records.ts';
import { type ActivityFixture, createActivityFixture } from '../../subgraphs/activity/test/activity-fixture.ts';
import { registerSomebody, startTestUsers, type TestUsers } from '../../subgraphs/users/test/start-test-users.ts';
import { describeOn, type Found } from '../support/describe-on.ts';
import { type KafkaCluster, startKafkaCluster } from '../support/kafka-cluster.ts';
import { type Program, spawnProgram } from '../support/spawn-program.ts';
import { until } from '../support/until.ts';
import { check, type Known } from './checker.ts';
import { holdTable } from './hold-table.ts';

/** A broker of its own: the product's topics have fixed names. */
async function findCluster(): Promise<Found<KafkaCluster>> {
  try {
    return { server: await startKafkaCluster() };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}

const nobody = { actor: null, device: null, address: null, client: null, trace: null };
const logger = createLogger('faults', process.env.TEST_LOG_LEVEL ?? 'silent');
const root = join(import.meta.dirname, '..', '..');

/** The workers as they are deployed, over their own databases, killed while a table of theirs is held by somebody else. */
describeOn("the product's own workers", await findCluster(), process.env.REQUIRE_KAFKA === '1', (cluster) => {
  let log: Log;
  let activity: ActivityFixture;
  let users: TestUsers;
  const started: Program[] = [];

  beforeAll(async () => {
    log = await createKafkaLog({ brokers: [cluster.brokers], clientId: 'faults', logger });
    await log.ensureTopics(allTopics.flatMap((topic) => [topic, deadTopic(topic.name)]));
    [activity, users] = await Promise.all([createActivityFixture(), startTestUsers()]);
  });
  afterEach(async () => {
    for (const program of started) program.signal('SIGKILL');
    await Promise.all(started.splice(0).map(({ ended }) => ended));
  });
  afterAll(async () => {
    await log?.close();
    await Promise.all([activity?.close(), users?.close()]);
    await cluster.stop();
  });

  async function startWorker(name: 'activity' | 'users'): Promise<Program> {
    const url = name === 'activity' ? activity.url : users.database.url;
    const program = spawnProgram(join(root, 'subgraphs', name, 'bin', `${name}-worker.ts`), {
      env: {
        LOG: 'kafka',
        KAFKA_BROKERS: cluster.brokers,
        LOG_LEVEL: 'silent',
        [`${name.toUpperCase()}_DATABASE_URL`]: url,
      },
    });
    started.push(program);
    await until(
      () => program.messages.length > 0,
      () => `the ${name} worker ${program.output()}`,
    );
    return program;
  }

  async function kill(program: Program): Promise<void> {
    program.signal('SIGKILL');
    await program.ended;
  }

  const readAll = (topic: string): Promise<LogRecord[]> => readRecords(log, topic);

  const appended = async (topic: string): Promise<number> =>
    (await log.bounds(topic)).reduce((sum, { next }) => sum + next, 0);

  type Status = 'ACTIVE' | 'FRAUDULENT' | 'SUSPENDED';
  let said = Date.now();

  async function say(ids: readonly string[], status: Status): Promise<void> {
    // Later than what was said before, as the users service's changes of one account are.
    const time = new Date(said++);
    await log.append(
      ids.map((id) => {
        const envelope = userStatusChanged.create({ user: { id }, status }, { ...nobody, time });
        return { topic: topics.usersStatus.name, key: id, value: JSON.stringify(envelope) };
      }),
    );
  }

  async function statuses(ids: readonly string[]): Promise<(Status | undefined)[]> {
    const { rows } = await activity.pool.query<{ id: string; status: Status }>('SELECT id, status FROM account');
    const found = new Map(rows.map(({ id, status }) => [id, status]));
    return ids.map((id) => found.get(id));
  }

  test.each([
    ['undone', true],
    ['done, and its offset not committed', false],
  ])(
    'activity: a projection killed amid a batch that is %s ends in the last status of everybody',
    async (_, undone) => {
      const before = Array.from({ length: 40 }, uuidv7);
      const after = Array.from({ length: 20 }, uuidv7);
      await say(before, 'ACTIVE');
      const victim = await startWorker('activity');
      await until(async () => (await statuses(before)).every((status) => status === 'ACTIVE'), 'those of before');

      const held = await holdTable(activity.url, 'account');
      await say(before, 'SUSPENDED');
      await say(after, 'ACTIVE');
      await say(before.slice(10), 'ACTIVE');
      await say(before.slice(20), 'FRAUDULENT');
      await held.untilSomebodyWaits(/INSERT INTO account/);
      await kill(victim);
      await held.release({ undoing: undone });

      await startWorker('activity');
      const expected = [
        ...before.slice(0, 10).map(() => 'SUSPENDED'),
        ...before.slice(10, 20).map(() => 'ACTIVE'),
        ...before.slice(20).map(() => 'FRAUDULENT'),
        ...after.map(() => 'ACTIVE'),
      ];
      await until(
        async () => JSON.stringify(await statuses([...before, ...after])) === JSON.stringify(expected),
        'the last status of everybody',
      );
      expect(await appended(deadTopic(topics.usersStatus.name).name)).toBe(0);
    },
  );

  test('activity: a replay from Kafka rebuilds the same rows', async () => {
    const people = Array.from({ length: 12 }, uuidv7);
    await say(people, 'ACTIVE');
    await say(people.slice(4), 'FRAUDULENT');
    await say(people.slice(8), 'ACTIVE');
    const rows = async () =>
      (await activity.pool.query('SELECT id, status, status_offset, status_at FROM account ORDER BY id')).rows;
    const areThere = async () =>
      JSON.stringify(await statuses(people)) ===
      JSON.stringify(people.map((_, index) => (index >= 4 && index < 8 ? 'FRAUDULENT' : 'ACTIVE')));
    const worker = await startWorker('activity');
    await until(areThere, 'the statuses');
    worker.signal('SIGTERM');
    expect(await worker.ended).toBe(0);
    const before = await rows();

    const replay = spawnProgram(join(root, 'scripts', 'log', 'main.ts'), {
      args: ['replay', 'activity', '--clear'],
      env: { LOG: 'kafka', KAFKA_BROKERS: cluster.brokers, ACTIVITY_DATABASE_URL: activity.url },
    });
    expect([await replay.ended, replay.output()]).toEqual([0, expect.stringMatching(/handles \d+ events again/)]);
    expect(await rows()).toEqual([]);
    await startWorker('activity');
    await until(async () => (await rows()).length >= before.length && (await areThere()), 'the rows');
    expect(await rows()).toEqual(before);
  });

  test('users: decisions whose transaction was killed are applied and published once each', async () => {
    const people: string[] = [];
    for (let count = 0; count < 6; count++) people.push((await registerSomebody(users)).id);
    const victim = await startWorker('users');
    const published = async () =>
      (await readAll(topics.usersStatus.name))
        .map(({ value }) => JSON.parse(value!))
        .filter(({ data }) => people.includes(data.user.id));
    await until(async () => (await published()).length >= people.length, 'the registrations');

    const held = await holdTable(users.database.url, 'outbox');
    const decisions = people.map((id) => {
      const data = { user: { id }, action: 'RESTRICT' as const, case: { id: uuidv7() }, rules: ['founding'] };
      const envelope = accountDecided.create(data, { ...nobody, time: new Date() });
      return { topic: topics.fraudDecided.name, key: id, value: JSON.stringify(envelope) };
    });
    await log.append([...decisions, ...decisions]);
    await held.untilSomebodyWaits(/INSERT INTO .*outbox/is);
    await kill(victim);
    await held.release({ undoing: true });

    await startWorker('users');
    const ofKind = async (status: string) => (await published()).filter(({ data }) => data.status === status);
    await until(async () => (await ofKind('FRAUDULENT')).length >= people.length, 'the decisions');
    // A second copy of a decision would be handled by now: it is before what is written last.
    const last = await registerSomebody(users);
    people.push(last.id);
    await until(async () => (await published()).some(({ data }) => data.user.id === last.id), 'what came last');
    const ids = (await ofKind('FRAUDULENT')).map(({ id }) => id);
    expect(new Set(ids).size).toBe(people.length - 1);
    const rows = await users.sql<{ status: string }>("SELECT status FROM account WHERE status = 'FRAUDULENT'");
    expect(rows).toHaveLength(people.length - 1);
  });

  test('activity: what a relay published and did not remove is published again, in order, and nothing is missing', async () => {
    const actors = await Promise.all(Array.from({ length: 4 }, () => activity.account()));
    const acknowledged: Known[] = [];
    await Promise.all(
      actors.map(async (actor) => {
        for (let count = 0; count < 10; count++) {
          const visited = await activity.account();
          const { data } = await activity.ask(
            actor,
            'mutation ($id: ID!) { visitProfile(userId: $id) { visit { id } } }',
            { id: visited },
          );
          acknowledged.push({ key: actor, id: data.visitProfile.visit.id });
        }
      }),
    );
    const waiting = (await activity.events()).length;
    expect(waiting).toBe(80);
    const before = await appended(topics.activityRecorded.name);

    const held = await holdTable(activity.url, 'outbox');
    const victim = await startWorker('activity');
    await held.untilSomebodyWaits(/DELETE FROM outbox/);
    await kill(victim);
    await held.release({ undoing: true });
    expect(await activity.events()).toHaveLength(waiting);
    expect(await appended(topics.activityRecorded.name)).toBe(before + 40);

    await startWorker('activity');
    await until(async () => (await activity.events()).length === 0, 'the outbox to be empty');
    const records = await readAll(topics.activityRecorded.name);
    expect(records.length).toBe(before + 80);
    const events = records.map(({ key, value }) => ({ key, envelope: JSON.parse(value!) }));
    // As every consumer does: by the event's id.
    const had = new Set<string>();
    const once = events.filter(({ envelope }) => had.size < had.add(envelope.id).size);
    const seen = once.map(({ key, envelope }) => ({ key, id: envelope.data.id }));
    expect(check(acknowledged, [{ name: 'a reader', seen }])).toEqual([]);
  });
});
