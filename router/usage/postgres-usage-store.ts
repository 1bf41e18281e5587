import type pg from 'pg';
import { createPool } from '../../platform/postgres/pool.ts';
import type { UsageBatch, UsageCount, UsageSink } from './port.ts';

/**
 * Made where it isn't there, under a lock, since routers start together. `sent` is null where the coordinates weren't all
 * read, and stays so when counts meet.
 */
const schema = `
CREATE SCHEMA IF NOT EXISTS router_usage;
CREATE TABLE IF NOT EXISTS router_usage.operation (
  id text PRIMARY KEY,
  name text,
  text text NOT NULL
);
CREATE TABLE IF NOT EXISTS router_usage.use (
  day date NOT NULL,
  operation text NOT NULL REFERENCES router_usage.operation (id),
  client text NOT NULL,
  version text NOT NULL,
  count bigint NOT NULL,
  sent text[],
  PRIMARY KEY (operation, client, version, day)
);
CREATE INDEX IF NOT EXISTS use_day ON router_usage.use (day);
CREATE TABLE IF NOT EXISTS router_usage.batch (
  id uuid PRIMARY KEY,
  taken_on date NOT NULL
);
CREATE INDEX IF NOT EXISTS batch_taken_on ON router_usage.batch (taken_on);
`;

/** Any number that no other advisory lock of the database has. */
const schemaLock = 7_249_301_552;

/** Rows of one statement: a megabyte or so. */
const rowsMax = 1_000;

/** Days that the ids of stored batches are kept: twice what the log keeps, so that none comes again after them. */
const batchDays = 14;

// Those that weren't here before. Whoever writes the same batch at the same moment waits here for the other's commit.
const takeBatches = `
INSERT INTO router_usage.batch (id, taken_on)
SELECT id, $2::date FROM unnest($1::uuid[]) AS id ORDER BY id
ON CONFLICT (id) DO NOTHING
RETURNING id`;

const addOperations = `
INSERT INTO router_usage.operation (id, name, text)
SELECT id, name, text FROM jsonb_to_recordset($1::jsonb) AS o(id text, name text, text text)
ORDER BY id
ON CONFLICT (id) DO NOTHING`;

// In the order of the key, so that two routers that write at once wait for each other and don't lock each other out.
const addCounts = `
INSERT INTO router_usage.use AS u (day, operation, client, version, count, sent)
SELECT day, operation, client, version, count, sent
FROM jsonb_to_recordset($1::jsonb) AS c(day date, operation text, client text, version text, count bigint, sent text[])
ORDER BY operation, client, version, day
ON CONFLICT (operation, client, version, day) DO UPDATE SET
  count = u.count + excluded.count,
  sent = CASE WHEN u.sent IS NULL OR excluded.sent IS NULL THEN NULL ELSE (
    SELECT coalesce(array_agg(DISTINCT one ORDER BY one), '{}') FROM unnest(u.sent || excluded.sent) AS one
  ) END`;

/** Keeps recorded use in PostgreSQL. Connects with the first write, so that a router starts without its database. */
export function createPostgresUsageStore(databaseUrl: string, options: { keepDays: number }): UsageSink {
  // Writes come one after the other.
  const pool = createPool(databaseUrl, { connectionsMax: 1, applicationName: 'router-usage' });
  let ready: Promise<void> | null = null;
  let cleanedOn = '';

  const prepare = (): Promise<void> => {
    ready ??= transaction(pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [schemaLock]);
      const { rows } = await client.query("SELECT to_regclass('router_usage.batch') IS NOT NULL AS made");
      // Not again where it stands: making an index waits for writers, who may wait for this.
      if (!rows[0].made) await client.query(schema);
    }).catch((error: unknown) => {
      ready = null;
      throw error;
    });
    return ready;
  };

  /** Once a day. */
  const clean = async (client: pg.PoolClient, today: string, lastDay: string): Promise<void> => {
    if (cleanedOn === today) return;
    await client.query('DELETE FROM router_usage.use WHERE day < $1::date - $2::int', [lastDay, options.keepDays]);
    await client.query('DELETE FROM router_usage.batch WHERE taken_on < $1::date - $2::int', [today, batchDays]);
    cleanedOn = today;
  };

  return {
    async write(batches) {
      await prepare();
      const today = new Date().toISOString().slice(0, 10);
      await transaction(pool, async (client) => {
        const { rows } = await client.query<{ id: string }>(takeBatches, [batches.map(({ id }) => id), today]);
        const taken = new Set(rows.map(({ id }) => id));
        const counts = uniqueBatches(batches)
          .filter(({ id }) => taken.has(id))
          .flatMap((batch) => batch.counts);
        const operations = new Map(counts.map(({ operation }) => [operation.id, operation]));
        for (const part of parts([...operations.values()].sort((a, b) => (a.id < b.id ? -1 : 1))))
          await client.query(addOperations, [JSON.stringify(part)]);
        for (const part of parts(joinRows(counts))) await client.query(addCounts, [JSON.stringify(part)]);
        const lastDay = counts
          .map(({ day }) => day)
          .sort()
          .at(-1);
        if (lastDay) await clean(client, today, lastDay);
      });
    },
    close: () => pool.end(),
  };
}

const uniqueBatches = (batches: readonly UsageBatch[]): UsageBatch[] => [
  ...new Map(batches.map((batch) => [batch.id, batch])).values(),
];

function* parts<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += rowsMax) yield rows.slice(at, at + rowsMax);
}

type Row = Omit<UsageCount, 'operation'> & { readonly operation: string };

/** One row a key: counts that waited for the store may have the same. */
function joinRows(counts: readonly UsageCount[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { operation, client, version, day, count, sent } of counts) {
    const key = [operation.id, client, version, day].join('\n');
    const known = rows.get(key);
    rows.set(key, {
      operation: operation.id,
      client,
      version,
      day,
      count: count + (known?.count ?? 0),
      sent: known ? sent && known.sent && [...new Set([...sent, ...known.sent])] : sent,
    });
  }
  return [...rows.values()];
}

async function transaction(pool: pg.Pool, run: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await run(client);
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    // A connection in an unknown state is not used again.
    client.release(true);
    throw error;
  }
}
