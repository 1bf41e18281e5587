import pg from 'pg';
import { readConfig } from '../../../platform/config/read-config.ts';
import { logConfigSchema, openLog } from '../../../platform/log/config.ts';
import { createOutboxRelay } from '../../../platform/outbox/relay.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';

/**
 * An outbox relay in a process of its own that kills itself: at its TEST_DIE_AT-th append, before it or after the log
 * acknowledged it and before the rows are removed (TEST_DIE: before, after).
 */
const { TEST_OUTBOX_URL = '', TEST_DIE = '', TEST_DIE_AT = '0' } = process.env;
const logger = createLogger('relay', process.env.TEST_LOG_LEVEL ?? 'silent');
const log = await openLog(readConfig(logConfigSchema, process.env), logger);
let appends = 0;
const relay = createOutboxRelay({
  pool: new pg.Pool({ connectionString: TEST_OUTBOX_URL }),
  logger,
  name: 'test',
  log: {
    ...log,
    async append(records) {
      appends++;
      const dies = appends === Number(TEST_DIE_AT);
      if (dies && TEST_DIE === 'before') process.kill(process.pid, 'SIGKILL');
      await log.append(records);
      if (dies && TEST_DIE === 'after') process.kill(process.pid, 'SIGKILL');
    },
  },
});
await relay.start();
