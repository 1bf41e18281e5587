import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import { topics } from '../../../events/topics.ts';
import { partitionOf } from '../../../platform/log/murmur2.ts';
import type { Log } from '../../../platform/log/port.ts';
import { until } from '../../../tests/support/until.ts';
import type { Fact } from '../detect/fact.ts';
import { actions, registered, start } from '../fixtures/facts.ts';
import { rulesPath } from '../fixtures/rules.ts';
import { openWorld, type World } from '../fixtures/world.ts';
import { createVerdictStore } from '../store/verdict-store.ts';
import { fraudGroup } from './facts-of.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** Everybody does it to other people: who likes the same people at the same times is a lockstep group. */
let stories = 0;

/** What makes an account fraudulent by the founding rule, in three parts that can be told at different times. */
function story(user: string): { registration: Fact; most: Fact[]; last: Fact } {
  const first = 1_000 * ++stories;
  const last = { kind: 'liked', user, target: uuidv7(), atMs: start + 500_000 } as const;
  return {
    registration: registered(start, user),
    most: [
      ...actions('visited', 100, { fromMs: start + 1_000, first, user }),
      ...actions('liked', 99, { fromMs: start + 1_500, first, user }),
    ],
    last,
  };
}
const restrictedOf = async (user: string) => (await world.decided()).filter((decision) => decision.user === user);
const untilRestricted = (user: string) =>
  until(async () => (await restrictedOf(user)).length > 0, `a decision on ${user}`);
/** The group has committed everything that stands in the topic. */
const untilCommitted = () =>
  until(async () => {
    const committed = await world.log.committed(fraudGroup, topics.activityRecorded.name);
    const bounds = await world.log.bounds(topics.activityRecorded.name);
    return bounds.every(({ partition, next }) => next === 0 || committed.get(partition) === next);
  }, 'the group to commit');

const partitionOfUser = (user: string): number => partitionOf(user, topics.activityRecorded.partitions);
/** The group has committed everything of the partition that a user's activity is in, of which there is some. */
async function committedWhole(user: string): Promise<boolean> {
  const partition = partitionOfUser(user);
  const bounds = await world.log.bounds(topics.activityRecorded.name);
  const next = bounds.find((one) => one.partition === partition)!.next;
  return next > 0 && (await world.log.committed(fraudGroup, topics.activityRecorded.name)).get(partition) === next;
}
/** Somebody whose activity is in another partition. */
function userElsewhere(user: string): string {
  for (;;) {
    const other = uuidv7();
    if (partitionOfUser(other) !== partitionOfUser(user)) return other;
  }
}

/** A log whose consumers meet `meet` after each batch was handled and before it is committed. */
function meetingBeforeCommit(meet: () => Promise<void>): (log: Log) => Log {
  return (log) => ({
    ...log,
    consume: (options) =>
      log.consume({
        ...options,
        async handle(records, signal) {
          await options.handle(records, signal);
          await meet();
        },
      }),
  });
}

describe('a fraud worker', () => {
  test('restricts an account as soon as the rule is met, and publishes that once', async () => {
    await world.startWorker();
    const user = uuidv7();
    const { registration, most, last } = story(user);
    await world.publish([registration, ...most]);
    await untilCommitted();
    expect(await world.decided()).toEqual([]);
    await world.publish([last]);
    await untilRestricted(user);
    await world.publish([registration, ...most, last]);
    await untilCommitted();
    expect(await world.decided()).toEqual([{ user, action: 'RESTRICT', rules: expect.arrayContaining(['founding']) }]);
  });

  test('decides when the registration comes last', async () => {
    await world.startWorker();
    const user = uuidv7();
    const { registration, most, last } = story(user);
    await world.publish([...most, last]);
    await untilCommitted();
    expect(await world.decided()).toEqual([]);
    await world.publish([registration]);
    await untilRestricted(user);
  });

  test('rebuilds its windows after a restart: activity from before it counts', async () => {
    const first = await world.startWorker();
    const user = uuidv7();
    const { registration, most, last } = story(user);
    await world.publish([registration, ...most]);
    await untilCommitted();
    await first.close();
    await world.startWorker();
    await world.publish([last]);
    await untilRestricted(user);
  });

  test('rebuilds its windows after a restart though only the registration comes after it', async () => {
    const first = await world.startWorker();
    const user = uuidv7();
    const { registration, most, last } = story(user);
    await world.publish([...most, last]);
    await untilCommitted();
    await first.close();
    await world.startWorker();
    await world.publish([registration]);
    await untilRestricted(user);
  });

  test('gives its partitions to a second worker, which knows what happened before, and back when that one ends', async () => {
    await world.startWorker();
    const users = Array.from({ length: 24 }, () => uuidv7());
    const told = users.map(story);
    await world.publish(told.flatMap(({ registration, most }) => [registration, ...most.slice(0, 120)]));
    await untilCommitted();
    const second = await world.startWorker();
    await world.publish(told.flatMap(({ most }) => most.slice(120)));
    await untilCommitted();
    await world.publish(told.slice(0, 12).map(({ last }) => last));
    for (const user of users.slice(0, 12)) await untilRestricted(user);
    await second.close();
    await world.publish(told.slice(12).map(({ last }) => last));
    for (const user of users.slice(12)) await untilRestricted(user);
    await untilCommitted();
    const decided = (await world.decided()).map(({ user }) => user);
    expect(decided.sort()).toEqual([...users].sort());
  });

  test('stores again what was stored but not committed, and decides nothing twice', async () => {
    let failures = 0;
    await world.startWorker({
      wrapLog: meetingBeforeCommit(async () => {
        if (failures++ < 3) throw new Error('killed between store and commit');
      }),
    });
    const user = uuidv7();
    const { registration, most, last } = story(user);
    await world.publish([registration, ...most, last]);
    await untilRestricted(user);
    await untilCommitted();
    expect(failures).toBeGreaterThan(3);
    expect(await world.decided()).toHaveLength(1);
  });

  test.each([
    ['is shutting down', '57P03'],
    ['lacks a table', '42P01'],
  ])('loses nothing while the database %s', async (_, sqlState) => {
    const { pool } = world.database;
    // A sequence isn't rolled back, so it tells how often storing was tried.
    await pool.query(`
      CREATE SEQUENCE tries;
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM nextval('tries'); RAISE EXCEPTION 'refused' USING ERRCODE = '${sqlState}'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION refuse()`);
    await world.startWorker();
    const user = uuidv7();
    const { registration, most, last } = story(user);
    await world.publish([registration, ...most, last]);
    await until(async () => {
      const { rows } = await pool.query('SELECT last_value FROM tries');
      return Number(rows[0].last_value) >= 4;
    }, 'some attempts');
    // The events have come again by now, and say nothing new; they are handled only when what they said is stored.
    expect(await committedWhole(user)).toBe(false);
    await pool.query('DROP TRIGGER refuse ON decision');
    await untilRestricted(user);
    await untilCommitted();
    expect(await world.decided()).toHaveLength(1);
  });

  test('commits what others did while a decision waits for the database', async () => {
    await world.startWorker();
    const user = uuidv7();
    const { registration, most, last } = story(user);
    await world.publish([registration, ...most]);
    await untilCommitted();
    const client = await world.database.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('LOCK TABLE decision IN SHARE MODE');
      await world.publish([last]);
      await until(async () => {
        const { rows } = await client.query(
          `SELECT FROM pg_locks WHERE NOT granted AND relation = 'decision'::regclass`,
        );
        return rows.length > 0;
      }, 'the decision to wait');
      const other = userElsewhere(user);
      await world.publish(actions('visited', 1, { fromMs: start, user: other }));
      await until(() => committedWhole(other), 'what the other did to be committed');
      expect(await committedWhole(user)).toBe(false);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    await untilRestricted(user);
    await untilCommitted();
  });

  test('after CLEARED, the whole log again changes nothing, in this worker or in one that starts anew', async () => {
    const first = await world.startWorker();
    const user = uuidv7();
    const { registration, most, last } = story(user);
    await world.publish([registration, ...most, last]);
    await untilRestricted(user);
    const { id } = await world.database.prisma.fraudCase.findFirstOrThrow({ where: { userId: user } });
    const verdicts = createVerdictStore(world.database.prisma);
    await verdicts.resolve({ id, verdict: 'CLEARED', note: null, reviewerId: uuidv7(), trace: null });
    await until(async () => (await world.decided()).length === 2, 'the release');
    await world.publish([registration, ...most, last]);
    await untilCommitted();
    await first.close();
    await world.startWorker();
    await world.publish([registration, ...most, last]);
    await untilCommitted();
    expect((await world.decided()).map(({ action }) => action)).toEqual(['RESTRICT', 'RELEASE']);
    expect(await world.database.prisma.fraudCase.count({ where: { status: 'OPEN' } })).toBe(0);
  });

  test('puts a poison event aside and goes on with its neighbours', async () => {
    await world.startWorker();
    const user = uuidv7();
    const { registration, most, last } = story(user);
    await world.publish([registration, ...most]);
    await world.log.append([
      { topic: topics.activityRecorded.name, key: user, value: 'not JSON' },
      {
        topic: topics.activityRecorded.name,
        key: user,
        value: JSON.stringify({
          id: uuidv7(),
          type: 'visit.recorded',
          version: 1,
          time: new Date().toISOString(),
          key: user,
          data: {},
        }),
      },
    ]);
    await world.publish([last]);
    await untilRestricted(user);
    // A batch that is handled again, because its partition was taken away and came back, puts its poison aside again.
    await until(async () => {
      const [bounds] = await world.log.bounds(`${topics.activityRecorded.name}.dead`);
      return (bounds?.next ?? 0) >= 2;
    }, 'two dead letters');
  });

  test('tells of an event that it reads without the group and can not read, and goes on with its neighbours', async () => {
    const unreadable: string[] = [];
    await world.startWorker({ onUnreadable: (topic) => unreadable.push(topic) });
    const user = uuidv7();
    const { registration, most, last } = story(user);
    await world.log.append([{ topic: topics.usersChanged.name, key: user, value: '{"type":"user.registered"}' }]);
    await world.publish([registration, ...most, last]);
    await untilRestricted(user);
    expect(unreadable).toEqual([topics.usersChanged.name]);
  });

  test('erases what it holds of a deleted account', async () => {
    await world.startWorker();
    const user = uuidv7();
    const { registration, most, last } = story(user);
    await world.publish([registration, ...most, last]);
    await untilRestricted(user);
    await world.publish([{ kind: 'deleted', user, atMs: start + 900_000 }]);
    await until(async () => {
      const row = await world.database.prisma.assessment.findUnique({ where: { userId: user } });
      return row?.erased;
    }, 'the erasure');
  });

  test('takes over changed rules without a restart', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'kith-rules-')), 'rules.yaml');
    copyFileSync(rulesPath, path);
    await world.startWorker({ rulesPath: path });
    const user = uuidv7();
    const { registration, most } = story(user);
    await world.publish([registration, ...most]);
    await untilCommitted();
    writeFileSync(path, readFileSync(path, 'utf8').replace('people: 100', 'people: 99'));
    await untilRestricted(user);
  });
});
