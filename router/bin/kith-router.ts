import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError, readConfig } from '../../platform/config/read-config.ts';
import { runProcess } from '../../platform/lifecycle/run-process.ts';
import { createMemoryLimits } from '../../platform/limits/memory.ts';
import { createRedisLimits } from '../../platform/limits/redis.ts';
import { logConfigSchema, openLog } from '../../platform/log/config.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { startRouter } from '../compose-router.ts';
import type { RouterConfig } from '../config/router-config.ts';
import { readOptions, usage } from './kith-router-options.ts';

/** Serves any supergraph with sensible defaults: nobody signed in, limits in memory, no log unless LOG is set. */
function main(): void {
  let config: RouterConfig | null;
  try {
    config = readOptions(process.argv.slice(2), process.env, (file) => readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
    return;
  }
  if (!config) {
    process.stdout.write(usage);
    return;
  }
  serve(config);
}

function serve(config: RouterConfig): void {
  const logger = createLogger('kith-router', process.env.LOG_LEVEL || 'info');
  // A secret of this start's own: cursors and kept tokens end with the process, and nothing is left guessable.
  const secret = (name: string): string => process.env[name] || randomBytes(32).toString('hex');

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
        internalToken: secret('INTERNAL_TOKEN_SECRET'),
        hash: secret('HASH_SECRET'),
        cursor: secret('CURSOR_SECRET'),
      },
      logger,
      portSetting: '--port',
    });
    add({ name: 'router', close: () => router.close() });
  });
}

main();
