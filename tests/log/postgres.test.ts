import type { Log } from '../../platform/log/port.ts';
import { keepHouse } from '../../platform/log/postgres/housekeeping.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createPool } from '../../platform/postgres/pool.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { describeLogContract } from './contract.ts';

describeLogContract('PostgreSQL', async () => {
  const database = await createEmptyDatabase('log');
  const pool = createPool(database.url, { connectionsMax: 10, applicationName: 'test' });
  const opened: Log[] = [];
  return {
    environment: { LOG: 'postgres', LOG_DATABASE_URL: database.url },
    async open() {
      const log = await createPostgresLog({
        databaseUrl: database.url,
        clientId: 'test',
        logger: createLogger('test', 'silent'),
      });
      opened.push(log);
      return log;
    },
    async expire(topic, partition, count) {
      // As if they had been appended long ago.
      await pool.query(
        `UPDATE kith_log.record r SET appended_at_ms = 0 FROM kith_log.topic t
         WHERE t.topic_id = r.topic_id AND t.name = $1 AND r.partition = $2 AND r."offset" < $3`,
        [topic, partition, count],
      );
      await until(async () => ((await keepHouse(pool))?.expired ?? 0) >= count, 'the retention');
    },
    async compact() {
      await until(async () => ((await keepHouse(pool))?.compacted ?? 0) > 0, 'the compaction');
    },
    async close() {
      await Promise.all(opened.map((log) => log.close()));
      await pool.end();
      await database.drop();
    },
  };
});
