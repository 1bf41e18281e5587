import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { until } from '../../tests/support/until.ts';
import { type Claim, ClaimEndedError } from '../http/claim.ts';
import { createPool } from './pool.ts';
import { createReader, type Reader } from './reader.ts';

let database: TestDatabase;
let pool: Pool;
let watcher: Pool;
let reader: Reader;
beforeAll(async () => {
  database = await createEmptyDatabase('reader');
  watcher = createPool(database.url, { connectionsMax: 1, applicationName: 'watcher' });
});
afterAll(async () => {
  await watcher.end();
  await database.drop();
});
beforeEach(async () => {
  await reader?.close();
  await pool?.end();
  pool = createPool(database.url, { connectionsMax: 1, applicationName: 'reader' });
  reader = createReader(pool);
});
afterAll(async () => {
  await reader.close();
  await pool.end();
});

/** A claim that ends when it is told to. */
function createClaim(): Claim & { end(): void } {
  let ended: ClaimEndedError | null = null;
  return {
    ended: () => ended,
    end: () => {
      ended = new ClaimEndedError('CLIENT_GONE', 'gone');
    },
  };
}

const slow = { name: 'slow', text: 'SELECT $1::int AS n FROM pg_sleep(600)' };
const quick = { name: 'quick', text: 'SELECT $1::int AS n' };
const running = async (): Promise<number> => {
  const { rows } = await watcher.query(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep%'
     AND state = 'active' AND pid <> pg_backend_pid()`,
  );
  return rows[0].n;
};

describe('a reader', () => {
  test('reads rows by a prepared statement, again and again', async () => {
    expect(await reader.read(quick, [1])).toEqual([{ n: 1 }]);
    expect(await reader.read(quick, [2], createClaim())).toEqual([{ n: 2 }]);
    const { rows } = await pool.query('SELECT name FROM pg_prepared_statements');
    expect(rows).toEqual([{ name: 'quick' }]);
  });

  test('cancels in the database what nobody waits for any more, and its connection serves on', async () => {
    const claim = createClaim();
    const read = reader.read(slow, [1], claim);
    await until(async () => (await running()) === 1, 'the statement to run');
    const { rows } = await watcher.query(`SELECT pid FROM pg_stat_activity WHERE application_name = 'reader'`);
    claim.end();
    await expect(read).rejects.toMatchObject({ extensions: { code: 'CLIENT_GONE' } });
    expect(await running()).toBe(0);
    const after = await reader.read({ name: 'pid', text: 'SELECT pg_backend_pid() AS pid' }, []);
    expect(after).toEqual(rows);
  });

  test('doesn’t begin what nobody waits for by the time there is a connection', async () => {
    const client = await pool.connect();
    const claim = createClaim();
    const waiting = reader.read(quick, [1], claim);
    claim.end();
    await expect(waiting).rejects.toThrow('gone');
    await expect(reader.read(quick, [1], claim)).rejects.toThrow('gone');
    client.release();
    expect(await reader.read(quick, [3], createClaim())).toEqual([{ n: 3 }]);
    expect(pool.totalCount).toBe(1);
  });

  test('tells a failed statement as it is, and keeps its connection', async () => {
    await expect(reader.read({ text: 'SELECT 1 / $1::int' }, [0], createClaim())).rejects.toMatchObject({
      code: '22012',
    });
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
  });

  test('lets go of a connection that broke', async () => {
    const read = reader.read(slow, [1]);
    await until(async () => (await running()) === 1, 'the statement to run');
    await watcher.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'reader'`);
    await expect(read).rejects.toThrow();
    expect(await reader.read(quick, [4])).toEqual([{ n: 4 }]);
  });

  test('hands over the text of rows, by a statement that is prepared once', async () => {
    const text = {
      name: 'text',
      text: `SELECT n, 'Žoë', NULL, true FROM generate_series(1, $1::int) AS n`,
      toRow: (columns: readonly (string | null)[]) => columns,
    };
    const row = (n: string) => [n, 'Žoë', null, 't'];
    expect(await reader.readRows(text, ['2'])).toEqual([row('1'), row('2')]);
    expect(await reader.readRows(text, ['1'], createClaim())).toEqual([row('1')]);
    expect(await reader.readRows(text, ['0'])).toEqual([]);
    const { rows } = await pool.query('SELECT name FROM pg_prepared_statements');
    expect(rows).toEqual([{ name: 'text' }]);
  });

  test('tells what became of text rows, and its connection serves on', async () => {
    const toRow = ([n]: readonly (string | null)[]): number => {
      if (n === '2') throw new RangeError('two');
      return Number(n);
    };
    const numbers = { name: 'numbers', text: 'SELECT 6 / n FROM unnest($1::int[]) AS n', toRow };
    const broken = { name: 'broken', text: 'SELECT nothing', toRow };
    await expect(reader.readRows(broken, [])).rejects.toMatchObject({ code: '42703' });
    await expect(reader.readRows(broken, [])).rejects.toMatchObject({ code: '42703' });
    await expect(reader.readRows(numbers, ['{1,x}'])).rejects.toMatchObject({ code: '22P02' });
    await expect(reader.readRows(numbers, ['{1,0}'])).rejects.toMatchObject({ code: '22012' });
    await expect(reader.readRows({ ...numbers, text: 'SELECT 1' }, [])).rejects.toThrow('has the name numbers');
    await expect(reader.readRows(numbers, ['{1,3}'])).rejects.toThrow('two');
    expect(await reader.readRows(numbers, ['{1,2}'])).toEqual([6, 3]);
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
  });

  test('cancels text rows like others, and lets go of a connection that broke under them', async () => {
    const slowText = { ...slow, toRow: (columns: readonly (string | null)[]) => columns };
    const claim = createClaim();
    const read = reader.readRows(slowText, ['1'], claim);
    await until(async () => (await running()) === 1, 'the statement to run');
    claim.end();
    await expect(read).rejects.toMatchObject({ extensions: { code: 'CLIENT_GONE' } });
    const second = reader.readRows(slowText, ['1']);
    await until(async () => (await running()) === 1, 'the statement to run');
    await watcher.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'reader'`);
    await expect(second).rejects.toThrow();
    expect(await reader.read(quick, [5])).toEqual([{ n: 5 }]);
  });

  describe('asked for rows several times in one turn', () => {
    const divided = {
      name: 'divided',
      text: 'SELECT 60 / n FROM unnest($1::int[]) AS n',
      toRow: ([n]: readonly (string | null)[]): number => {
        if (n === '60') throw new RangeError('sixty');
        return Number(n);
      },
    };
    /** How often a connection was taken. */
    const countTrips = (): (() => number) => {
      let trips = 0;
      pool.on('acquire', () => trips++);
      return () => trips;
    };

    test('makes one round trip of up to 16, and gives each its own rows', async () => {
      const trips = countTrips();
      const asked = Array.from({ length: 40 }, (_, index) => reader.readRows(divided, [`{${index + 2},${index + 3}}`]));
      asked.push(reader.readRows(divided, ['{}']));
      expect(await Promise.all(asked)).toEqual([
        ...Array.from({ length: 40 }, (_, index) => [Math.trunc(60 / (index + 2)), Math.trunc(60 / (index + 3))]),
        [],
      ]);
      expect(trips()).toBe(3);
    });

    test('makes a round trip for each statement', async () => {
      const trips = countTrips();
      const other = { ...divided, name: 'other' };
      const answers = await Promise.all([
        reader.readRows(divided, ['{2}']),
        reader.readRows(other, ['{3}']),
        reader.readRows(divided, ['{4}']),
      ]);
      expect([answers, trips()]).toEqual([[[30], [20], [15]], 2]);
    });

    test('one that is refused fails alone, wherever it stands, prepared or not', async () => {
      const ask = (...values: string[]) => Promise.allSettled(values.map((value) => reader.readRows(divided, [value])));
      const outcomes = (settled: PromiseSettledResult<unknown>[]) =>
        settled.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason.code ?? one.reason.message)));
      const refused = ['{0}', '{2}', '{x}', '{3}', '{1}', '{4}', '{0}'];
      const expected = ['22012', [30], '22P02', [20], 'sixty', [15], '22012'];
      expect(outcomes(await ask(...refused))).toEqual(expected);
      expect(outcomes(await ask(...refused))).toEqual(expected);
      expect(outcomes(await ask(...refused.toReversed()))).toEqual(expected.toReversed());
      expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
    });

    test('doesn’t send what nobody waits for by the time there is a connection, and sends the others', async () => {
      const client = await pool.connect();
      const claim = createClaim();
      const gone = reader.readRows(divided, ['{2}'], claim);
      const waiting = reader.readRows(divided, ['{3}'], createClaim());
      claim.end();
      await expect(gone).rejects.toThrow('gone');
      client.release();
      expect(await waiting).toEqual([20]);
    });

    test('cancels what nobody waits for any more, and what came after it is asked again', async () => {
      const locked = {
        name: 'locked',
        text: 'SELECT $1::int, pg_advisory_xact_lock($1::int) IS NULL',
        toRow: ([n]: readonly (string | null)[]) => n,
      };
      await watcher.query('SELECT pg_advisory_lock(7)');
      const claim = createClaim();
      const first = reader.readRows(locked, ['6']);
      const gone = reader.readRows(locked, ['7'], claim);
      const last = reader.readRows(locked, ['8'], createClaim());
      await until(async () => {
        const { rows } = await watcher.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`);
        return rows.length === 1;
      }, 'the second to wait for its lock');
      claim.end();
      await expect(gone).rejects.toThrow('gone');
      expect(await Promise.all([first, last])).toEqual([['6'], ['8']]);
      await watcher.query('SELECT pg_advisory_unlock_all()');
    });

    test('all fail that were not answered when their connection broke, and none of them is lost', async () => {
      const slowText = { ...slow, toRow: (columns: readonly (string | null)[]) => columns };
      const reads = ['1', '2', '3'].map((value) => reader.readRows(slowText, [value]));
      const settled = Promise.allSettled(reads);
      await until(async () => (await running()) === 1, 'the first to run');
      await watcher.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'reader'`);
      expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
      expect(await reader.readRows(divided, ['{5}'])).toEqual([12]);
    });
  });
});
