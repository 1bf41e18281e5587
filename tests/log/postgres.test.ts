import type { Log } from '../../platform/log/port.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { describeLogContract } from './contract.ts';

describeLogContract('PostgreSQL', async () => {
  const database = await createEmptyDatabase('log');
  const opened: Log[] = [];
  return {
    async open() {
      const log = await createPostgresLog({
        databaseUrl: database.url,
        clientId: 'test',
        logger: createLogger('test', 'silent'),
      });
      opened.push(log);
      return log;
    },
    async close() {
      await Promise.all(opened.map((log) => log.close()));
      await database.drop();
    },
  };
});
