import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { topics } from '../../events/topics.ts';
import { userStatusChanged } from '../../events/user-status-changed.ts';
import type { Part } from '../../platform/lifecycle/run-process.ts';
import type { Log } from '../../platform/log/port.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createPool } from '../../platform/postgres/pool.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { startActivityWorker } from '../../subgraphs/activity/start-activity-worker.ts';
import { createEmptyDatabase, createMigratedDatabase, type TestDatabase } from '../support/database.ts';
import { type Program, spawnProgram } from '../support/spawn-program.ts';
import { until } from '../support/until.ts';

const logger = createLogger('test', 'silent');
const scripts = join(import.meta.dirname, '..', '..', 'scripts', 'log');
const nobody = { actor: null, device: null, address: null, client: null, trace: null };

describe('npm run topics and npm run log', () => {
  let logDatabase: TestDatabase;
  let activity: TestDatabase;
  let pool: pg.Pool;
  let log: Log;

  beforeAll(async () => {
    [logDatabase, activity] = await Promise.all([createEmptyDatabase('cli_log'), createMigratedDatabase('activity')]);
    log = await createPostgresLog({ databaseUrl: logDatabase.url, clientId: 'test', logger });
    pool = createPool(activity.url, { connectionsMax: 10, applicationName: 'test' });
    expect(await (await start('topics.ts')).ended).toBe(0);
  });
  afterAll(async () => {
    await log.close();
    await pool.end();
    await Promise.all([logDatabase.drop(), activity.drop()]);
  });

  async function start(script: string, ...args: string[]): Promise<Program> {
    const env = { LOG_DATABASE_URL: logDatabase.url, ACTIVITY_DATABASE_URL: activity.url };
    return spawnProgram(join(scripts, script), { args, env });
  }
  /** Runs a command to its end. */
  async function run(...args: string[]): Promise<{ code: unknown; output: string }> {
    const program = await start('main.ts', ...args);
    return { code: await program.ended, output: program.output() };
  }

  async function say(id: string, status: 'ACTIVE' | 'SUSPENDED' | 'DELETED'): Promise<void> {
    const envelope = userStatusChanged.create({ user: { id }, status }, { ...nobody, time: new Date() });
    await log.append([{ topic: topics.usersStatus.name, key: id, value: JSON.stringify(envelope) }]);
  }

  async function withWorker(action: () => Promise<void>): Promise<void> {
    const parts: Part[] = [];
    const context = { add: (part: Part) => parts.push(part) };
    await startActivityWorker({ databaseUrl: activity.url }, { process: context, log, logger });
    try {
      await action();
    } finally {
      for (const part of parts.reverse()) await part.close();
    }
  }

  const accounts = async () =>
    (await pool.query('SELECT id, status, status_offset, status_at FROM account ORDER BY id')).rows;

  test('topics makes every declared topic and its dead letters', async () => {
    for (const { name, partitions } of Object.values(topics)) {
      expect(await log.bounds(name)).toHaveLength(partitions);
      expect(await log.bounds(`${name}.dead`)).toHaveLength(1);
    }
    const again = await start('topics.ts');
    expect(await again.ended).toBe(0);
    expect(again.output()).toMatch(/users\.status +12 +the last of each key/);
  });

  test('replay rebuilds the tables of a consumer from the log to the same rows', async () => {
    const people = Array.from({ length: 20 }, () => uuidv7());
    for (const id of people) await say(id, 'ACTIVE');
    for (const id of people.slice(0, 7)) await say(id, 'SUSPENDED');
    for (const id of people.slice(3, 5)) await say(id, 'DELETED');
    await withWorker(async () => {
      await until(async () => (await run('lag', 'activity', '--json')).output.includes('"lag":0'), 'no lag');
      const busy = await run('replay', 'activity', '--clear');
      expect(busy).toMatchObject({ code: 1, output: expect.stringMatching(/has members: stop its workers first/) });
    });
    const before = await accounts();
    expect(before).toHaveLength(20);

    const replayed = await run('replay', 'activity', '--clear');
    expect(replayed).toMatchObject({ code: 0, output: expect.stringMatching(/handles 29 events again/) });
    expect(await accounts()).toEqual([]);
    await withWorker(async () => {
      await until(async () => (await accounts()).length === 20, 'the accounts');
      await until(async () => (await run('lag', 'activity', '--json')).output.includes('"lag":0'), 'no lag');
    });
    expect(await accounts()).toEqual(before);

    // And once more over rows that are right already.
    expect((await run('replay', 'activity')).code).toBe(0);
    await withWorker(() =>
      until(async () => (await run('lag', 'activity', '--json')).output.includes('"lag":0'), 'no lag').then(() => {}),
    );
    expect(await accounts()).toEqual(before);
  });

  test('a dead letter is listed with its reason, shown whole, and retried once', async () => {
    const id = uuidv7();
    const broken = {
      ...userStatusChanged.create({ user: { id }, status: 'ACTIVE' }, { ...nobody, time: new Date() }),
      data: {},
    };
    await log.append([{ topic: topics.usersStatus.name, key: id, value: JSON.stringify(broken) }]);
    await withWorker(async () => {
      await until(async () => (await log.bounds('users.status.dead'))[0]!.next > 0, 'the dead letter');
    });
    const list = await run('dead', 'list');
    expect(list.code).toBe(0);
    expect(list.output).toMatch(/^users\.status\/0 .* activity +no +ZodError/m);
    const shown = JSON.parse((await run('dead', 'show', 'users.status/0')).output);
    expect(shown).toMatchObject({ group: 'activity', key: id, retried: false, value: JSON.stringify(broken) });
    expect(await run('dead', 'retry', '--all')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/group activity/),
    });
    expect((await run('dead', 'list')).output).toMatch(/No dead letters/);
    expect((await run('dead', 'list', '--all')).output).toMatch(/^users\.status\/0 .* yes /m);
    expect(await run('dead', 'show', 'users.status/9')).toMatchObject({ code: 1 });
  });

  test('on a compacted topic a dead letter that a later event overtook is not put after it', async () => {
    const id = uuidv7();
    const lost = userStatusChanged.create({ user: { id }, status: 'ACTIVE' }, { ...nobody, time: new Date() });
    const topic = topics.usersStatus.name;
    await log.append([{ topic, key: id, value: JSON.stringify({ ...lost, data: {} }) }]);
    await say(id, 'SUSPENDED');
    let name = '';
    await withWorker(async () => {
      await until(async () => {
        const lines = (await run('dead', 'list', '--json')).output.split('\n').filter((line) => line.startsWith('{'));
        name = lines.map((line) => JSON.parse(line)).find((letter) => letter.key === id)?.name;
        return name !== undefined;
      }, 'the dead letter');
    });
    const end = (await log.bounds(topic)).reduce((sum, { next }) => sum + next, 0);
    expect(await run('dead', 'retry', name)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/not tried again: a later event of its key/),
    });
    expect((await log.bounds(topic)).reduce((sum, { next }) => sum + next, 0)).toBe(end);
  });

  test('tail shows what is there and what comes, and Ctrl-C ends it well', async () => {
    const id = uuidv7();
    await say(id, 'ACTIVE');
    const tail = await start('main.ts', 'tail', 'users.status', '--from-start', '--key', id, '--json');
    await until(() => tail.output().includes(id), 'the event that is there');
    await say(id, 'SUSPENDED');
    await until(() => tail.output().includes('SUSPENDED'), 'the event that comes');
    tail.signal('SIGINT');
    expect(await tail.ended).toBe(0);
    const lines = tail
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { topic: 'users.status', key: id, type: 'user.status-changed', value: { data: { status: 'ACTIVE' } } },
      { topic: 'users.status', key: id, type: 'user.status-changed', value: { data: { status: 'SUSPENDED' } } },
    ]);
  });

  test('a group that there is not is told with those that there are', async () => {
    const group = await log.consume({
      group: 'counting',
      topics: ['users.status'],
      from: 'earliest',
      handle: async () => {},
    });
    await say(uuidv7(), 'ACTIVE');
    await until(async () => (await log.committed('counting', topics.usersStatus.name)).size > 0, 'a commit');
    await group.stop();
    expect(await run('lag', 'counting')).toMatchObject({ code: 0 });
    expect(await run('lag', 'counting', 'nobody')).toEqual({
      code: 1,
      output: expect.stringMatching(/^There is no group 'nobody'\. There are: .*\bcounting\b.*\.\n$/),
    });
    expect(await run('replay', 'nobody')).toMatchObject({
      code: 1,
      output: expect.stringMatching(/no group 'nobody'/),
    });
    const cannot = await run('replay', 'counting', '--clear');
    expect(cannot).toMatchObject({ code: 1, output: expect.stringMatching(/replay it without --clear\.\n$/) });
  });

  test('a log or a database that can not be used is told in one sentence, and nothing is moved', async () => {
    const wrong = 'postgresql://nobody:nothing@127.0.0.1:1/none';
    const noLog = spawnProgram(join(scripts, 'main.ts'), { args: ['lag'], env: { LOG_DATABASE_URL: wrong } });
    expect(await noLog.ended).toBe(1);
    expect(noLog.output()).toMatch(/^[^\n]+\n$/);
    const noBrokers = spawnProgram(join(scripts, 'topics.ts'), { env: { LOG: 'kafka' } });
    expect(await noBrokers.ended).toBe(1);
    expect(noBrokers.output()).toMatch(/KAFKA_BROKERS: is needed because LOG is kafka/);
    await say(uuidv7(), 'ACTIVE');
    await withWorker(async () => {
      await until(async () => (await run('lag', 'activity', '--json')).output.includes('"lag":0'), 'no lag');
    });
    const before = await log.committed('activity', topics.usersStatus.name);
    const env = { LOG_DATABASE_URL: logDatabase.url, ACTIVITY_DATABASE_URL: wrong };
    const noTables = spawnProgram(join(scripts, 'main.ts'), { args: ['replay', 'activity', '--clear'], env });
    expect(await noTables.ended).toBe(1);
    expect(noTables.output()).toMatch(/^The database of activity \(ACTIVITY_DATABASE_URL\) can't be used: [^\n]+\.\n$/);
    expect(await log.committed('activity', topics.usersStatus.name)).toEqual(before);
  });

  test('what is not understood ends with 2 and the way to help, what fails with 1 and one sentence', async () => {
    for (const args of [
      ['nonsense'],
      ['dead'],
      ['dead', 'bury'],
      ['replay'],
      ['tail', '--last', 'x'],
      ['lag', '--nope'],
      ['dead', 'show', 'users.status'],
      ['tail', '--last', '-1'],
    ]) {
      expect(await run(...args)).toMatchObject({ code: 2, output: expect.stringMatching(/^[^\n]+--help'\.\n$/) });
    }
    for (const args of [
      ['tail', 'nowhere'],
      ['replay', 'nobody'],
      ['replay', 'activity', '--topic', 'nowhere'],
      ['dead', 'list', 'nowhere'],
      ['dead', 'retry', '--all', 'nowhere'],
      ['dead', 'show', 'users.status/999'],
      ['lag', 'nobody'],
    ]) {
      expect(await run(...args)).toMatchObject({ code: 1, output: expect.stringMatching(/^[^\n]+\.\n$/) });
    }
    expect((await run('dead', 'list', 'nowhere')).output).toMatch(/no topic 'nowhere'\. There are: users\.changed, /);
    const help = await run('--help');
    expect(help).toMatchObject({ code: 0, output: expect.stringMatching(/replay GROUP/) });
  });
});
