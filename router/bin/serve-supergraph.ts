import { readConfig } from '../../platform/config/read-config.ts';
import { runProcess } from '../../platform/lifecycle/run-process.ts';
import { createMemoryLimits } from '../../platform/limits/memory.ts';
import { createRedisLimits } from '../../platform/limits/redis.ts';
import { awaitLog, logConfigSchema } from '../../platform/log/config.ts';
import { telemetryConfigSchema } from '../../platform/telemetry/config.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { observeLimits } from '../../platform/telemetry/observe-limits.ts';
import { observeLog } from '../../platform/telemetry/observe-log.ts';
import { startTelemetry } from '../../platform/telemetry/start-telemetry.ts';
import { startRouter } from '../compose-router.ts';
import type { RouterConfig } from '../config/router-config.ts';
import type { RouterSecrets } from './router-secrets.ts';

/** Runs the process that serves a supergraph: limits in memory and no log, unless REDIS_URL and LOG say otherwise. */
export function serveSupergraph(config: RouterConfig, secrets: RouterSecrets, logger: Logger): void {
  runProcess(logger, async (context) => {
    const { add } = context;
    const telemetry = await startTelemetry(readConfig(telemetryConfigSchema, process.env), {
      process: context,
      service: 'kith-router',
      logger,
    });
    const log = process.env.LOG
      ? observeLog(await awaitLog(readConfig(logConfigSchema, process.env), logger), telemetry)
      : null;
    if (log) add({ name: 'log', close: () => log.close() });
    const redisUrl = process.env.REDIS_URL;
    const limits = redisUrl ? await createRedisLimits(redisUrl, logger) : createMemoryLimits();
    add({ name: 'limits', close: () => limits.close() });
    const router = await startRouter({
      config,
      log,
      limits: observeLimits(limits, telemetry.metrics),
      secrets: {
        internalToken: secrets.INTERNAL_TOKEN_SECRET,
        hash: secrets.HASH_SECRET,
        cursor: secrets.CURSOR_SECRET,
      },
      logger,
      telemetry,
      portSetting: '--port',
    });
    add({ name: 'router', close: () => router.close() });
  });
}
