import { readConfig } from '../../platform/config/read-config.ts';
import { runProcess } from '../../platform/lifecycle/run-process.ts';
import { createMemoryLimits } from '../../platform/limits/memory.ts';
import { createRedisLimits } from '../../platform/limits/redis.ts';
import { logConfigSchema, openLog } from '../../platform/log/config.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { startRouter } from '../compose-router.ts';
import type { RouterConfig } from '../config/router-config.ts';
import type { RouterSecrets } from './router-secrets.ts';

/** Runs the process that serves a supergraph: limits in memory and no log, unless REDIS_URL and LOG say otherwise. */
export function serveSupergraph(config: RouterConfig, secrets: RouterSecrets, logger: Logger): void {
  runProcess(logger, async ({ add }) => {
    const log = process.env.LOG ? await openLog(readConfig(logConfigSchema, process.env), logger) : null;
    if (log) add({ name: 'log', close: () => log.close() });
    const redisUrl = process.env.REDIS_URL;
    const limits = redisUrl ? await createRedisLimits(redisUrl, logger) : createMemoryLimits();
    add({ name: 'limits', close: () => limits.close() });
    const router = await startRouter({
      config,
      log,
      limits,
      secrets: {
        internalToken: secrets.INTERNAL_TOKEN_SECRET,
        hash: secrets.HASH_SECRET,
        cursor: secrets.CURSOR_SECRET,
      },
      logger,
      portSetting: '--port',
    });
    add({ name: 'router', close: () => router.close() });
  });
}
