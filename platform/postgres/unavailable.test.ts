import { createServer } from 'node:net';
import { afterAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createEmptyDatabase } from '../../tests/support/database.ts';
import { freePorts } from '../../tests/support/free-ports.ts';
import { isDatabaseUnavailable } from './unavailable.ts';

const closers: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

function poolOn(connectionString: string, connectionTimeoutMillis = 60_000): pg.Pool {
  const pool = new pg.Pool({ connectionString, connectionTimeoutMillis });
  pool.on('error', () => {});
  closers.push(() => pool.end());
  return pool;
}

const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a database is known to be away', () => {
  test('where nobody listens', async () => {
    const [port] = await freePorts(1);
    const error = await errorOf(poolOn(`postgres://127.0.0.1:${port}/none`).query('SELECT 1'));
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  test('where whoever listens says nothing', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    closers.push(() => silent.close());
    const { port } = silent.address() as { port: number };
    const error = await errorOf(poolOn(`postgres://127.0.0.1:${port}/none`, 50).query('SELECT 1'));
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  test('where it ends a connection in the middle of a statement, and whatever was made of that error since', async () => {
    const database = await createEmptyDatabase('unavailable');
    closers.push(() => database.drop());
    const pool = poolOn(database.url);
    const client = await pool.connect();
    client.on('error', () => {});
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const running = errorOf(client.query('SELECT pg_sleep(600)'));
    await pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
    const error = await running;
    client.release(true);
    expect(isDatabaseUnavailable(error)).toBe(true);
    expect(isDatabaseUnavailable(new Error('The page failed.', { cause: error }))).toBe(true);
  });
});

test('a statement that the database refuses says nothing of the kind', async () => {
  const database = await createEmptyDatabase('unavailable');
  closers.push(() => database.drop());
  expect(isDatabaseUnavailable(await errorOf(poolOn(database.url).query('SELECT nothing')))).toBe(false);
});

test('an error that is its own cause is followed to no end', () => {
  const error = new Error('round');
  error.cause = error;
  expect(isDatabaseUnavailable(error)).toBe(false);
  expect(isDatabaseUnavailable(undefined)).toBe(false);
});
