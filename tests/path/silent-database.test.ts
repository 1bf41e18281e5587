import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { createPool } from '../../platform/postgres/pool.ts';
import { createReader, type Reader } from '../../platform/postgres/reader.ts';
import { isDatabaseUnavailable } from '../../platform/postgres/unavailable.ts';
import { type Link, openLink } from '../../scripts/drill/link.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const silentMs = 1_500;
let database: TestDatabase;
let link: Link;
let pool: Pool;
let reader: Reader;
beforeAll(async () => {
  database = await createEmptyDatabase('silent');
  const url = new URL(database.url);
  link = await openLink(Number(url.port));
  url.port = String(link.port);
  pool = createPool(url.href, { connectionsMax: 3, applicationName: 'silent', silentMs });
  reader = createReader(pool);
});
afterAll(async () => {
  link.set({ kind: 'none' });
  await reader.close();
  await pool.end();
  await link.close();
  await database.drop();
});

const rows = { name: 'rows', text: 'SELECT $1', toRow: ([text]: readonly (string | null)[]) => text };
/** A read each way, at once. */
const readEachWay = (): Promise<PromiseSettledResult<unknown>[]> =>
  Promise.allSettled([
    reader.readRows(rows, ['1']),
    reader.read({ name: 'read', text: 'SELECT $1::int AS n' }, [1]),
    pool.query('SELECT 1 AS n'),
  ]);
const expectWell = async (): Promise<void> => {
  expect((await readEachWay()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
};

describe('reads over a connection', () => {
  test('that falls silent fail as a database that is away, and are answered over others when it is back', async () => {
    await expectWell();
    link.set({ kind: 'silent' });
    const settled = await readEachWay();
    link.set({ kind: 'none' });
    for (const one of settled) {
      expect(one.status).toBe('rejected');
      expect(isDatabaseUnavailable((one as PromiseRejectedResult).reason)).toBe(true);
    }
    await expectWell();
  });

  test('that is reset fail as a database that is away, and are answered over others when it is back', async () => {
    await expectWell();
    link.set({ kind: 'silent' });
    const reading = readEachWay();
    await until(() => pool.totalCount === 3 && pool.idleCount === 0, 'the reads to be sent');
    link.set({ kind: 'cut' });
    for (const one of await reading) {
      expect(one.status).toBe('rejected');
      expect(isDatabaseUnavailable((one as PromiseRejectedResult).reason)).toBe(true);
    }
    link.set({ kind: 'none' });
    await expectWell();
  });

  test('that idles, or whose statement takes long while rows come, go on over it', async () => {
    await expectWell();
    const { rows: before } = await pool.query('SELECT pg_backend_pid() AS pid');
    const idleFromMs = performance.now();
    await until(() => performance.now() - idleFromMs > 2 * silentMs, 'the connection to idle for long');
    const client = await pool.connect();
    const slow = await client.query(`SELECT n, repeat('x', 20000), pg_sleep(0.1) FROM generate_series(1, 30) AS n`);
    client.release();
    const { rows: after } = await pool.query('SELECT pg_backend_pid() AS pid');
    expect([slow.rowCount, after]).toEqual([30, before]);
  });
});
