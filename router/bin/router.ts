import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readConfig } from '../../platform/config/read-config.ts';
import { internalTokenSecretSchema } from '../../platform/identity/internal-token.ts';
import { awaitDependency } from '../../platform/lifecycle/await-dependency.ts';
import { type RunningProcess, runProcess } from '../../platform/lifecycle/run-process.ts';
import { createMemoryLimits } from '../../platform/limits/memory.ts';
import { createRedisLimits } from '../../platform/limits/redis.ts';
import { awaitLog, logConfigSchema } from '../../platform/log/config.ts';
import { telemetryConfigSchema } from '../../platform/telemetry/config.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { observeLimits } from '../../platform/telemetry/observe-limits.ts';
import { observeLog } from '../../platform/telemetry/observe-log.ts';
import { startTelemetry } from '../../platform/telemetry/start-telemetry.ts';
import { startRouter } from '../compose-router.ts';
import { readRouterConfig } from '../config/read-router-config.ts';
import { runWorkers } from './run-workers.ts';

/** 32 characters of hex are 128 bits, which nobody guesses. */
const secret = z.string().min(32, 'must be at least 32 characters');

const schema = z
  .object({
    ROUTER_CONFIG: z.string().default('router.yaml'),
    PORT: z.coerce.number().int().min(0).max(65_535).optional(),
    /** Separated by commas. */
    HOSTS: z
      .string()
      .transform((value) => value.split(',').map((host) => host.trim()))
      .optional(),
    INTERNAL_TOKEN_SECRET: internalTokenSecretSchema,
    HASH_SECRET: secret,
    CURSOR_SECRET: secret,
    /** Limits are counted in this Redis for all routers together; left out: in each router's memory. */
    REDIS_URL: z
      .string()
      .regex(/^rediss?:\/\//, 'must be a redis:// URL')
      .optional(),
    /** Copies of this process that share its port, one for each core of a machine that has nothing else to do. */
    ROUTER_WORKERS: z.coerce.number().int().min(1).max(128).default(1),
    LOG_LEVEL: z.string().default('info'),
  })
  .and(logConfigSchema)
  .and(telemetryConfigSchema);

const logger = createLogger('router', process.env.LOG_LEVEL || 'info');

const workers = cluster.isPrimary ? Number(process.env.ROUTER_WORKERS || 1) : 1;

// What is no number, or too large a one, is told with all other mistakes.
if (workers > 1 && workers <= 128) runWorkers(workers, {}, logger);
else runProcess(logger, serve);

async function serve(context: RunningProcess): Promise<void> {
  const { add } = context;
  const environment = readConfig(schema, process.env);
  const file = environment.ROUTER_CONFIG;
  const config = readRouterConfig(readFileSync(file, 'utf8'), file, process.env);

  const telemetry = await startTelemetry(environment, { process: context, service: 'router', logger });
  const log = observeLog(await awaitLog(environment, logger), telemetry);
  add({ name: 'log', close: () => log.close() });
  const { REDIS_URL } = environment;
  const limits = REDIS_URL
    ? await awaitDependency('Redis', () => createRedisLimits(REDIS_URL, logger), { logger })
    : createMemoryLimits();
  add({ name: 'limits', close: () => limits.close() });

  const router = await startRouter({
    config: {
      ...config,
      listen: {
        ...config.listen,
        port: environment.PORT ?? config.listen.port,
        hosts: environment.HOSTS ?? config.listen.hosts,
      },
    },
    log,
    limits: observeLimits(limits, telemetry.metrics),
    secrets: {
      internalToken: environment.INTERNAL_TOKEN_SECRET,
      hash: environment.HASH_SECRET,
      cursor: environment.CURSOR_SECRET,
    },
    logger,
    telemetry,
    portSetting: 'PORT',
  });
  add({ name: 'router', close: () => router.close() });
}
