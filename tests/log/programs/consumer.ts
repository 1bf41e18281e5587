import pg from 'pg';
import { readConfig } from '../../../platform/config/read-config.ts';
import { logConfigSchema, openLog } from '../../../platform/log/config.ts';
import { createEventConsumer } from '../../../platform/log/event-consumer.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';

/**
 * An event consumer in a process of its own that stores each event once, by its id, and kills itself at its
 * TEST_DIE_AT-th batch: amid the transaction that stores, or after it committed and before the offset is
 * (TEST_DIE: storing, stored).
 */
const { TEST_STORE_URL = '', TEST_GROUP = '', TEST_TOPIC = '', TEST_DIE = '', TEST_DIE_AT = '0' } = process.env;
const logger = createLogger('consumer', 'silent');
const log = await openLog(readConfig(logConfigSchema, process.env), logger);
const pool = new pg.Pool({ connectionString: TEST_STORE_URL });
let batches = 0;
await createEventConsumer({
  log,
  group: TEST_GROUP,
  topics: [TEST_TOPIC],
  logger,
  batchRecordsMax: 20,
  async handle(events) {
    batches++;
    const dies = batches === Number(TEST_DIE_AT);
    const client = await pool.connect();
    await client.query('BEGIN');
    for (const { envelope } of events) {
      await client.query('INSERT INTO stored (event_id, key, n) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        envelope.id,
        envelope.key,
        (envelope.data as { n: number }).n,
      ]);
    }
    if (dies && TEST_DIE === 'storing') process.kill(process.pid, 'SIGKILL');
    await client.query('COMMIT');
    client.release();
    if (dies && TEST_DIE === 'stored') process.kill(process.pid, 'SIGKILL');
  },
});
