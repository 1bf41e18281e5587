import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readConfig } from '../../platform/config/read-config.ts';
import { runProcess } from '../../platform/lifecycle/run-process.ts';
import { awaitLog, logConfigSchema } from '../../platform/log/config.ts';
import { telemetryConfigSchema } from '../../platform/telemetry/config.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { observeLog } from '../../platform/telemetry/observe-log.ts';
import { startTelemetry } from '../../platform/telemetry/start-telemetry.ts';
import { readRouterConfig } from '../config/read-router-config.ts';
import { createPostgresUsageStore } from '../usage/postgres-usage-store.ts';
import { startUsageConsumer } from '../usage/usage-consumer.ts';

const schema = z
  .object({
    ROUTER_CONFIG: z.string().default('router.yaml'),
    USAGE_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL'),
    LOG_LEVEL: z.string().default('info'),
  })
  .and(logConfigSchema)
  .and(telemetryConfigSchema);

const logger = createLogger('usage-worker', process.env.LOG_LEVEL || 'info');

// Writes what routers appended to the topic of their `usage:` into the usage store.
runProcess(logger, async (context) => {
  const environment = readConfig(schema, process.env);
  const file = environment.ROUTER_CONFIG;
  const { topic, keepDays } = readRouterConfig(readFileSync(file, 'utf8'), file, process.env).usage;

  const telemetry = await startTelemetry(environment, { process: context, service: 'usage-worker', logger });
  const log = observeLog(await awaitLog(environment, logger), telemetry);
  context.add({ name: 'log', close: () => log.close() });
  const store = createPostgresUsageStore(environment.USAGE_DATABASE_URL, { keepDays });
  context.add({ name: 'store', close: () => store.close() });
  const consumer = await startUsageConsumer({ log, topic, store, logger });
  context.add({ name: 'consumer', close: () => consumer.close() });
});
