import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';

/** Any number of the log's own: processes that start together make the schema one after the other. */
const schemaLock = 7_305_421;

/**
 * Makes or renews the log's tables and functions in its database. Idempotent; a database that has this very schema is
 * only read. `schema.sql` may be run over any older version of itself: a change that can't be written so must bring
 * the old tables along by itself.
 */
export async function ensureSchema(pool: pg.Pool): Promise<void> {
  const sql = readFileSync(join(import.meta.dirname, 'schema.sql'), 'utf8');
  const fingerprint = createHash('sha256').update(sql).digest('hex');
  if (await hasSchema(pool, fingerprint)) return;
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [schemaLock]);
    await client.query(sql);
    // The comment carries what was applied: there is no table to keep for one value.
    await client.query(`COMMENT ON SCHEMA kith_log IS '${fingerprint}'`);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

async function hasSchema(pool: pg.Pool, fingerprint: string): Promise<boolean> {
  const { rows } = await pool.query(
    `SELECT obj_description(oid, 'pg_namespace') = $1 AS same FROM pg_namespace WHERE nspname = 'kith_log'`,
    [fingerprint],
  );
  return rows[0]?.same === true;
}
