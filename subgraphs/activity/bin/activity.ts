import { z } from 'zod';
import { readConfig } from '../../../platform/config/read-config.ts';
import { overloadConfigSchema, overloadLimits } from '../../../platform/http/overload.ts';
import { internalTokenSecretSchema } from '../../../platform/identity/internal-token.ts';
import { runProcess } from '../../../platform/lifecycle/run-process.ts';
import { telemetryConfigSchema } from '../../../platform/telemetry/config.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { startTelemetry } from '../../../platform/telemetry/start-telemetry.ts';
import { startActivity } from '../start-activity.ts';

const configSchema = z
  .object({
    ACTIVITY_PORT: z.coerce.number().int().min(0).max(65_535).default(4002),
    HOST: z.string().default('127.0.0.1'),
    ACTIVITY_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL'),
    /** Shared with the router. */
    INTERNAL_TOKEN_SECRET: internalTokenSecretSchema,
    LOG_LEVEL: z.string().default('info'),
    /** Whether the visits and likes of a few milliseconds share a transaction; `off` makes one for each. */
    GROUP_WRITES: z.enum(['on', 'off']).default('on'),
  })
  .and(telemetryConfigSchema)
  .and(overloadConfigSchema);

const logger = createLogger('activity', process.env.LOG_LEVEL);

runProcess(logger, async (context) => {
  const config = readConfig(configSchema, process.env);
  const telemetry = await startTelemetry(config, { process: context, service: 'activity', logger });
  await startActivity(
    {
      databaseUrl: config.ACTIVITY_DATABASE_URL,
      internalTokenSecret: config.INTERNAL_TOKEN_SECRET,
      overload: overloadLimits(config),
      host: config.HOST,
      port: config.ACTIVITY_PORT,
      groupWrites: config.GROUP_WRITES === 'on',
    },
    { process: context, logger, telemetry },
  );
});
