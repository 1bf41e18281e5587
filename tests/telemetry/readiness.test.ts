import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { Phase } from '../../platform/lifecycle/run-process.ts';
import type { Log, LogRecord, Reader, ReadOptions } from '../../platform/log/port.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createPool } from '../../platform/postgres/pool.ts';
import { startAdminServer } from '../../platform/telemetry/admin-server.ts';
import { createMetrics } from '../../platform/telemetry/metrics.ts';
import { observeLog } from '../../platform/telemetry/observe-log.ts';
import { observePool } from '../../platform/telemetry/observe-pool.ts';
import { createReadProgress } from '../../platform/telemetry/read-progress.ts';
import { createReadiness } from '../../platform/telemetry/readiness.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const logger = pino({ level: 'silent' });
const closers: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

let database: TestDatabase;
let log: Log;
beforeAll(async () => {
  database = await createEmptyDatabase('readiness');
  closers.push(() => database.drop());
  log = await createPostgresLog({ databaseUrl: database.url, clientId: 'test', logger });
  closers.push(() => log.close());
});

async function startProcess() {
  const telemetry = { metrics: createMetrics('test'), readiness: createReadiness(), tracer: undefined };
  const state: { phase: Phase } = { phase: 'starting' };
  const admin = await startAdminServer({ port: 0, host: '127.0.0.1', ...telemetry, phase: () => state.phase });
  closers.push(() => admin.close());
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${admin.port}${path}`);
    return { status: response.status, text: await response.text() };
  };
  return {
    telemetry,
    state,
    get,
    until: (status: number) => until(async () => (await get('/ready')).status === status, `/ready to be ${status}`),
  };
}

async function createTopic(): Promise<string> {
  const name = `topic.${randomUUID()}`;
  await log.ensureTopics([{ name, partitions: 2, cleanup: 'delete', retentionMs: 60_000 }]);
  return name;
}

describe('the admin port', () => {
  test('follows a process through its life', async () => {
    const { state, get } = await startProcess();
    const statuses = async () =>
      Promise.all(['/live', '/startup', '/ready'].map(async (path) => (await get(path)).status));
    expect(await statuses()).toEqual([200, 503, 503]);
    state.phase = 'ready';
    expect(await statuses()).toEqual([200, 200, 200]);
    state.phase = 'stopping';
    expect(await statuses()).toEqual([200, 200, 503]);
  });

  test('says which part objects and why, also where it never answers', async () => {
    const { telemetry, state, get, until } = await startProcess();
    state.phase = 'ready';
    const objection: { error: Error | null } = { error: new Error('out of paper') };
    telemetry.readiness.add('printer', () => {
      if (objection.error) throw objection.error;
    });
    telemetry.readiness.add('fax', () => new Promise(() => {}));
    const { status, text } = await get('/ready');
    expect(status).toBe(503);
    expect(text).toContain('printer: out of paper');
    expect(text).toMatch(/fax: no answer within \d+ ms/);
    objection.error = null;
    telemetry.readiness.add('fax', () => {});
    await until(200);
  });
});

describe('a process that lost its database', () => {
  test('is not ready until it has it back, and its metrics can be read all the while', async () => {
    const own = await createEmptyDatabase('lost');
    const pool = createPool(own.url, { connectionsMax: 2, applicationName: 'test' });
    closers.push(() => pool.end());
    const { telemetry, state, get, until: untilReady } = await startProcess();
    observePool(pool, telemetry);
    state.phase = 'ready';
    await untilReady(200);
    expect((await get('/metrics')).text).toContain('pg_pool_connections_max{service="test"} 2');
    await own.drop();
    await untilReady(503);
    expect((await get('/ready')).text).toMatch(/^database: /);
    expect((await get('/metrics')).status).toBe(200);
  });

  test('stays ready while all of its connections are at work', async () => {
    const pool = createPool(database.url, { connectionsMax: 1, applicationName: 'test' });
    closers.push(() => pool.end());
    const { telemetry, state, get } = await startProcess();
    observePool(pool, telemetry);
    state.phase = 'ready';
    const client = await pool.connect();
    expect((await get('/ready')).status).toBe(200);
    expect((await get('/metrics')).text).toContain('pg_pool_connections{state="in_use",service="test"} 1');
    client.release();
  });
});

describe('a process that reads the log', () => {
  test('is not ready before it has reached the present', async () => {
    const topic = await createTopic();
    await log.append([{ topic, key: 'a', value: '{}' }]);
    const { telemetry, state, get, until } = await startProcess();
    const observed = observeLog(log, telemetry);
    state.phase = 'ready';
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reader = await observed.read({ topics: [topic], from: 'earliest', handle: () => held });
    expect(await get('/ready')).toEqual({ status: 503, text: `log readers: ${topic} not caught up\n` });
    release();
    await until(200);
    await reader.stop();
  });

  test('tells what its groups have still to handle, and what was put aside', async () => {
    const topic = await createTopic();
    await log.ensureTopics([{ name: `${topic}.dead`, partitions: 1, cleanup: 'delete', retentionMs: 60_000 }]);
    const { telemetry, get } = await startProcess();
    const observed = observeLog(log, telemetry);
    await observed.append([
      { topic, key: 'a', value: '{}' },
      { topic, key: 'b', value: '{}' },
      { topic: `${topic}.dead`, key: 'b', value: '{}' },
    ]);
    const group = `group.${randomUUID()}`;
    let handled = 0;
    const running = await observed.consume({
      group,
      topics: [topic],
      from: 'earliest',
      handle: async (records) => {
        handled += records.length;
      },
    });
    await until(() => handled === 2, 'the records to be handled');
    const lag = `log_consumer_lag_records{group="${group}",topic="${topic}",service="test"} 0`;
    await until(async () => (await get('/metrics')).text.includes(lag), 'the lag to be gone');
    const { text } = await get('/metrics');
    expect(text).toContain(`log_dead_letters_total{topic="${topic}",service="test"} 1`);
    expect(text).toContain(`log_records_handled_total{group="${group}",topic="${topic}",outcome="ok",service="test"}`);
    await running.stop();
  });
});

describe('the progress of a reader', () => {
  /** A log of one partition whose end and records a test moves by hand. */
  function scripted(end: { next: number }, now?: () => number) {
    let options: ReadOptions | undefined;
    const progress = createReadProgress(
      {
        bounds: async () => [{ partition: 0, earliest: 0, next: end.next }],
        read: async (given): Promise<Reader> => {
          options = given;
          return { caughtUp: Promise.resolve(), stop: async () => {} };
        },
      },
      now,
    );
    const record = (offset: number): LogRecord => ({
      topic: 't',
      partition: 0,
      offset,
      key: 'k',
      value: '{}',
      headers: {},
      appendedAtMs: 0,
    });
    return { progress, take: (offset: number) => options!.handle([record(offset)]) };
  }

  test('far behind is an objection, and caught up again is none', async () => {
    const end = { next: 10_000 };
    const { progress, take } = scripted(end);
    await progress.read({ topics: ['t'], from: 'earliest', handle: () => {} });
    await take(0);
    await expect(progress.check()).rejects.toThrow('t is 9999 records behind');
    await take(9_999);
    await progress.check();
    expect(await progress.lags()).toEqual(new Map([['t', 0]]));
  });

  test('taking nothing while records come is an objection, until the next one is taken', async () => {
    const end = { next: 10 };
    const clock = { ms: 0 };
    const { progress, take } = scripted(end, () => clock.ms);
    await progress.read({ topics: ['t'], from: 'earliest', handle: () => {} });
    await take(9);
    await progress.check();
    end.next = 11;
    clock.ms += 5_000;
    await progress.check();
    clock.ms += 15_000;
    await expect(progress.check()).rejects.toThrow('nothing was read of t/0 while records came');
    await take(10);
    clock.ms += 5_000;
    await progress.check();
  });

  test('an end that was compacted away is no lag that objects', async () => {
    const { progress, take } = scripted({ next: 100 });
    await progress.read({ topics: ['t'], from: 'earliest', handle: () => {} });
    await take(90);
    await progress.check();
    await progress.check();
  });

  test('a log that cannot be asked is no objection', async () => {
    const progress = createReadProgress({
      bounds: () => Promise.reject(new Error('the log is down')),
      read: async () => ({ caughtUp: Promise.resolve(), stop: async () => {} }),
    });
    await progress.read({ topics: ['t'], from: 'earliest', handle: () => {} });
    await progress.check();
  });
});
