import { z } from 'zod';
import { readConfig } from '../../../platform/config/read-config.ts';
import { runProcess } from '../../../platform/lifecycle/run-process.ts';
import { logConfigSchema, openLog } from '../../../platform/log/config.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { startActivityWorker } from '../start-activity-worker.ts';

const configSchema = z
  .object({
    ACTIVITY_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL'),
    LOG_LEVEL: z.string().default('info'),
  })
  .and(logConfigSchema);

const logger = createLogger('activity-worker', process.env.LOG_LEVEL);

runProcess(logger, async (context) => {
  const config = readConfig(configSchema, process.env);
  const log = await openLog(config, logger);
  context.add({ name: 'log', close: () => log.close() });
  await startActivityWorker({ databaseUrl: config.ACTIVITY_DATABASE_URL }, { process: context, log, logger });
});
