import pg from 'pg';
import type { z } from 'zod';
import { visitNoticed } from '../../../events/visit-recorded.ts';
import { readConfig } from '../../../platform/config/read-config.ts';
import { logConfigSchema, openLog } from '../../../platform/log/config.ts';
import { createEventConsumer } from '../../../platform/log/event-consumer.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';

/**
 * A member of each of TEST_GROUPS, which stores visits as the product's consumers do: the event's id is claimed in the
 * transaction that stores what it says. It kills itself at its TEST_DIE_AT-th batch: amid the transaction, or after its
 * commit and before the offset is committed (TEST_DIE: storing, stored).
 */
const { TEST_STORE_URL, TEST_GROUPS = '', TEST_TOPIC = '', TEST_DIE = '', TEST_DIE_AT = '0' } = process.env;
const logger = createLogger('consumer', process.env.TEST_LOG_LEVEL ?? 'silent');
const log = await openLog(readConfig(logConfigSchema, process.env), logger);
const pool = new pg.Pool({ connectionString: TEST_STORE_URL });
let batches = 0;
const joined = new Set<string>();
const groups = TEST_GROUPS.split(',');

async function store(client: pg.PoolClient, group: string, event: { id: string; key: string; data: unknown }) {
  const { rowCount } = await client.query('INSERT INTO applied VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    group,
    event.id,
  ]);
  if (rowCount === 0) return;
  const { id } = event.data as z.infer<typeof visitNoticed.data>;
  await client.query('INSERT INTO stored (consumer, key, id) VALUES ($1, $2, $3)', [group, event.key, id]);
}

for (const group of groups) {
  await createEventConsumer({
    log,
    group,
    topics: [TEST_TOPIC],
    logger,
    batchRecordsMax: 20,
    async handle(events, signal) {
      batches++;
      const dies = batches === Number(TEST_DIE_AT);
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        for (const [index, { envelope }] of events.entries()) {
          await store(client, group, visitNoticed.read(envelope));
          // Half of the batch is in the transaction.
          if (dies && TEST_DIE === 'storing' && index >= events.length / 2 - 1) process.kill(process.pid, 'SIGKILL');
        }
        signal.throwIfAborted();
        await client.query('COMMIT');
        if (dies && TEST_DIE === 'stored') process.kill(process.pid, 'SIGKILL');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
    onAssigned: () => {
      joined.add(group);
      if (joined.size === groups.length) process.send?.({ joined: true });
    },
  });
}
