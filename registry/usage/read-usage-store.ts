import pg from 'pg';
import type { RecordedUsage } from './records.ts';

/**
 * Reads what a router recorded (its `usage.databaseUrl`): the schema `router_usage` with its tables `operation` and `use`.
 * Takes the last `days` that anything was recorded on.
 *
 * Throws an Error with one sentence where nothing can be read.
 */
export async function readUsageStore(databaseUrl: string, days: number): Promise<RecordedUsage> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const { rows: found } = await client.query("SELECT to_regclass('router_usage.use') IS NOT NULL AS yes");
    if (!found[0].yes) throw new Error('No router has recorded any use in this database.');
    const { rows } = await client.query<Row>(read, [days]);
    const operations: RecordedUsage['operations'] = {};
    // Sorted by name, so that a snapshot's diff is one that a person can read.
    for (const { operation, name, text } of rows) operations[operation] = { name, text };
    const records = rows.map(({ client: sender, version, day, operation, count, sent }) => ({
      client: sender,
      version,
      day,
      operation,
      count: Number(count),
      ...(sent && { sent }),
    }));
    return { operations, records };
  } finally {
    await client.end();
  }
}

interface Row {
  readonly operation: string;
  readonly name: string | null;
  readonly text: string;
  readonly client: string;
  readonly version: string;
  readonly day: string;
  /** A bigint, which comes as text. */
  readonly count: string;
  readonly sent: string[] | null;
}

const read = `
SELECT operation, o.name, o.text, client, version, day::text, count, sent
FROM router_usage.use JOIN router_usage.operation o ON o.id = operation
WHERE day > (SELECT max(day) FROM router_usage.use) - $1::int
ORDER BY o.name NULLS FIRST, operation, client, version, day`;
