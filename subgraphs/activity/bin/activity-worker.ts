import { z } from 'zod';
import { readConfig } from '../../../platform/config/read-config.ts';
import { runProcess } from '../../../platform/lifecycle/run-process.ts';
import { awaitLog, logConfigSchema } from '../../../platform/log/config.ts';
import { telemetryConfigSchema } from '../../../platform/telemetry/config.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { observeLog } from '../../../platform/telemetry/observe-log.ts';
import { startTelemetry } from '../../../platform/telemetry/start-telemetry.ts';
import { startActivityWorker } from '../start-activity-worker.ts';

const configSchema = z
  .object({
    ACTIVITY_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL'),
    LOG_LEVEL: z.string().default('info'),
  })
  .and(logConfigSchema)
  .and(telemetryConfigSchema);

const logger = createLogger('activity-worker', process.env.LOG_LEVEL);

runProcess(logger, async (context) => {
  const config = readConfig(configSchema, process.env);
  const telemetry = await startTelemetry(config, { process: context, service: 'activity-worker', logger });
  const log = observeLog(await awaitLog(config, logger), telemetry);
  context.add({ name: 'log', close: () => log.close() });
  await startActivityWorker(
    { databaseUrl: config.ACTIVITY_DATABASE_URL },
    { process: context, log, logger, telemetry },
  );
});
