import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { createPool } from '../../platform/postgres/pool.ts';
import { createEmptyDatabase } from '../support/database.ts';

/** A database with an outbox as the product's have it, and a counter for each key whose row orders its writers. */
export interface OutboxDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Counts a key up and writes the event of it, in one transaction of its own. */
  count(topic: string, key: string): Promise<number>;
  drop(): Promise<void>;
}

const outboxSql = join(import.meta.dirname, '..', '..', 'platform', 'outbox', 'outbox.sql');
const schema = `
  CREATE TABLE outbox (id BIGSERIAL PRIMARY KEY, topic TEXT NOT NULL, key TEXT NOT NULL, envelope JSONB NOT NULL);
  ${readFileSync(outboxSql, 'utf8')};
  CREATE TABLE counter (key text PRIMARY KEY, n integer NOT NULL)`;

export async function createOutboxDatabase(): Promise<OutboxDatabase> {
  const database = await createEmptyDatabase('outbox');
  const pool = createPool(database.url, { connectionsMax: 20, applicationName: 'test' });
  // Tests cut connections.
  pool.on('error', () => {});
  await pool.query(schema);
  return {
    url: database.url,
    pool,
    async count(topic, key) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const { rows } = await client.query(
          `INSERT INTO counter AS c VALUES ($1, 1) ON CONFLICT (key) DO UPDATE SET n = c.n + 1 RETURNING n`,
          [key],
        );
        await writeEvent(client, topic, key, rows[0].n);
        await client.query('COMMIT');
        return rows[0].n;
      } finally {
        client.release();
      }
    },
    async drop() {
      await pool.end();
      await database.drop();
    },
  };
}

/** Writes the `n`th event of a key to the outbox, in whatever transaction the client is in. */
export async function writeEvent(client: pg.ClientBase, topic: string, key: string, n: number): Promise<void> {
  const envelope = {
    id: `${key}-${n}`,
    type: 'counter.counted',
    version: 1,
    time: new Date().toISOString(),
    key,
    actor: null,
    device: null,
    address: null,
    client: null,
    trace: n % 2 === 0 ? '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' : null,
    data: { n },
  };
  await client.query('INSERT INTO outbox (topic, key, envelope) VALUES ($1, $2, $3)', [topic, key, envelope]);
}
