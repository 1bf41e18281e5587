import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Log, LogRecord } from '../../platform/log/port.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createOutboxRelay, type OutboxRelay } from '../../platform/outbox/relay.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { readRecords } from '../../scripts/log/read-records.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { byKey, firstSeenByKey, freshTopic } from './harness.ts';
import { createOutboxDatabase, type OutboxDatabase, writeEvent } from './outbox.ts';

const logger = createLogger('test', 'silent');
const numberOf = (record: LogRecord): number => JSON.parse(record.value!).data.n;

describe('the outbox relay', () => {
  let outbox: OutboxDatabase;
  let logDatabase: TestDatabase;
  let log: Log;
  let relays: OutboxRelay[] = [];

  beforeAll(async () => {
    logDatabase = await createEmptyDatabase('relay_log');
    log = await createPostgresLog({ databaseUrl: logDatabase.url, clientId: 'test', logger });
    outbox = await createOutboxDatabase();
  });
  afterEach(async () => {
    await Promise.all(relays.map((relay) => relay.close()));
    relays = [];
    await outbox.pool.query('DELETE FROM outbox');
  });
  afterAll(async () => {
    await log.close();
    await outbox.drop();
    await logDatabase.drop();
  });

  async function startRelay(through: Log = log): Promise<OutboxRelay> {
    const relay = createOutboxRelay({ pool: outbox.pool, log: through, logger, name: 'test' });
    relays.push(relay);
    await relay.start();
    return relay;
  }

  const readAll = (topic: string): Promise<LogRecord[]> => readRecords(log, topic);

  const isEmpty = async () => (await outbox.pool.query('SELECT FROM outbox LIMIT 1')).rowCount === 0;

  /** How the sleep lock is held, as pg_locks calls it. */
  async function sleepLocks(): Promise<string[]> {
    const { rows } = await outbox.pool.query(
      `SELECT mode FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 2
       AND classid = 1802073192 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return rows.map(({ mode }) => mode);
  }
  const sleeps = async () => (await sleepLocks()).includes('ExclusiveLock');

  test('what was committed is published in order with its trace and removed; what was rolled back never is', async () => {
    const topic = await freshTopic(log);
    await startRelay();
    for (let n = 1; n <= 30; n++) await outbox.count(topic, `order-${n % 3}`);
    const client = await outbox.pool.connect();
    await client.query('BEGIN');
    await writeEvent(client, topic, 'rolled-back', 1);
    await client.query('ROLLBACK');
    client.release();
    await until(isEmpty, 'the empty outbox');
    const records = await readAll(topic);
    expect(records).toHaveLength(30);
    expect(Object.fromEntries([...byKey(records)].map(([key, values]) => [key, values.length]))).toEqual({
      'order-0': 10,
      'order-1': 10,
      'order-2': 10,
    });
    for (const record of records) {
      expect(record.headers.traceparent === undefined).toBe(numberOf(record) % 2 === 1);
    }
  });

  test('a sleeping relay is woken by a commit', async () => {
    const topic = await freshTopic(log, { partitions: 1 });
    await startRelay();
    for (let n = 1; n <= 3; n++) {
      await until(sleeps, 'the sleeping relay');
      await outbox.count(topic, 'woken');
      await until(isEmpty, 'the event');
    }
    expect((await readAll(topic)).map(numberOf)).toEqual([1, 2, 3]);
  });

  test('a writer that began while the relay was awake is not slept over, though it notifies nobody', async () => {
    const topic = await freshTopic(log, { partitions: 1 });
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let appends = 0;
    await startRelay({
      ...log,
      async append(records) {
        appends++;
        await gate;
        await log.append(records);
      },
    });
    await outbox.count(topic, 'first');
    await until(() => appends === 1, 'the relay at work');
    const writer = await outbox.pool.connect();
    await writer.query('BEGIN');
    await writeEvent(writer, topic, 'second', 1);
    expect(await sleepLocks()).toEqual(['ShareLock']);
    open();
    await until(async () => (await readAll(topic)).length === 1, 'the first event');
    // However often it tries.
    for (let looks = 0; looks < 20; looks++) expect(await sleeps()).toBe(false);
    await writer.query('COMMIT');
    writer.release();
    await until(async () => (await readAll(topic)).length === 2, 'the second event');
    await until(sleeps, 'the sleep');
  });

  test('an event with a smaller id that is committed later is not passed over', async () => {
    const topic = await freshTopic(log, { partitions: 1 });
    await startRelay();
    const slow = await outbox.pool.connect();
    await slow.query('BEGIN');
    await writeEvent(slow, topic, 'slow', 1);
    await outbox.count(topic, 'fast');
    await until(async () => (await readAll(topic)).length === 1, 'the fast event');
    await slow.query('COMMIT');
    slow.release();
    await until(async () => (await readAll(topic)).length === 2, 'the slow event');
    expect((await readAll(topic)).map(({ key }) => key)).toEqual(['fast', 'slow']);
  });

  test('one key keeps its order where reading up to the oldest open transaction would swap it', async () => {
    const topic = await freshTopic(log, { partitions: 1 });
    const [older, unrelated, newer] = await Promise.all([
      outbox.pool.connect(),
      outbox.pool.connect(),
      outbox.pool.connect(),
    ]);
    // Transactions get their numbers in this order.
    for (const client of [older, unrelated, newer]) {
      await client.query('BEGIN');
      await client.query('SELECT pg_current_xact_id()');
    }
    // The newer one locks the key's row first and commits; the older one waits for it and comes after it.
    await newer.query(`INSERT INTO counter VALUES ('swapped', 1)`);
    await writeEvent(newer, topic, 'swapped', 1);
    await newer.query('COMMIT');
    await older.query(`UPDATE counter SET n = 2 WHERE key = 'swapped'`);
    await writeEvent(older, topic, 'swapped', 2);
    await older.query('COMMIT');
    // Meanwhile the third is still open, and is the horizon: the first event is beyond it, the second isn't.
    // (Transactions have one numbering on the whole server: another suite's that is older and open is waited for.)
    await until(async () => {
      const { rows } = await outbox.pool.query(
        `SELECT envelope->'data'->'n' AS n FROM outbox
         WHERE xmin::text::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint ORDER BY id`,
      );
      return rows.map(({ n }) => n).join() === '2';
    }, 'the horizon between the two events');

    await startRelay();
    await until(isEmpty, 'the empty outbox, while a transaction is open');
    expect((await readAll(topic)).map(numberOf)).toEqual([1, 2]);
    await unrelated.query('ROLLBACK');
    for (const client of [older, unrelated, newer]) client.release();
  });

  test('of many copies one relays; when it closes or its session is cut another does, and nothing is lost or swapped', async () => {
    const topic = await freshTopic(log);
    const copies = await Promise.all([startRelay(), startRelay(), startRelay()]);
    const keys = Array.from({ length: 6 }, (_, index) => `copies-${index}`);
    let writing = true;
    let written = 0;
    const writers = [...keys, ...keys].map(async (key) => {
      while (writing) {
        await outbox.count(topic, key);
        written++;
      }
    });
    const leader = () => copies.filter((relay) => relay.published() > 0);
    await until(() => written > 200 && leader().length > 0, 'the first leader');
    expect(leader()).toHaveLength(1);
    await leader()[0]!.close();
    await until(() => leader().length === 2, 'the second leader');
    const admin = new pg.Client(outbox.url);
    await admin.connect();
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 1
       AND classid = 1802073192 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    await admin.end();
    const before = written;
    const published = () => copies.reduce((sum, relay) => sum + relay.published(), 0);
    const publishedThen = published();
    await until(() => written > before + 200 && published() > publishedThen + 200, 'the next leader');
    writing = false;
    await Promise.all(writers);
    await until(isEmpty, 'the empty outbox');
    const { rows } = await outbox.pool.query(`SELECT key, n FROM counter WHERE key LIKE 'copies-%'`);
    const seen = firstSeenByKey(await readAll(topic));
    for (const { key, n } of rows) {
      expect(seen.get(key)!.map((value) => JSON.parse(value).data.n)).toEqual(
        Array.from({ length: n }, (_, index) => index + 1),
      );
    }
  });

  test('events wait in the outbox while the log is down, their age can be seen, and then they come in order', async () => {
    const topic = await freshTopic(log);
    const relay = await startRelay();
    await outbox.count(topic, 'outage');
    await until(isEmpty, 'the first event');
    expect(await relay.outboxAgeMs()).toBe(0);

    const server = new pg.Client(outbox.url);
    await server.connect();
    const name = new URL(logDatabase.url).pathname.slice(1);
    await server.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
    await server.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    for (let n = 0; n < 1_200; n++) await outbox.count(topic, `outage-${n % 7}`);
    await until(async () => (await relay.outboxAgeMs()) > 0, 'the age');
    expect(await isEmpty()).toBe(false);
    await server.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`);
    await server.end();

    await until(isEmpty, 'the empty outbox');
    const seen = firstSeenByKey(await readAll(topic));
    expect([...seen.values()].reduce((sum, values) => sum + values.length, 0)).toBe(1_201);
    for (const values of seen.values()) {
      expect(values.map((value) => JSON.parse(value).data.n)).toEqual(values.map((_, index) => index + 1));
    }
  });
});
