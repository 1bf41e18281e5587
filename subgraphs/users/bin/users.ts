import { z } from 'zod';
import { readConfig } from '../../../platform/config/read-config.ts';
import { overloadConfigSchema, overloadLimits } from '../../../platform/http/overload.ts';
import { internalTokenSecretSchema } from '../../../platform/identity/internal-token.ts';
import { runProcess } from '../../../platform/lifecycle/run-process.ts';
import { telemetryConfigSchema } from '../../../platform/telemetry/config.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { startTelemetry } from '../../../platform/telemetry/start-telemetry.ts';
import { startUsers } from '../start-users.ts';

const configSchema = z
  .object({
    USERS_PORT: z.coerce.number().int().min(0).max(65_535).default(4001),
    HOST: z.string().default('127.0.0.1'),
    USERS_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL'),
    /** Shared with the router; it also seals the signing keys in the database. */
    INTERNAL_TOKEN_SECRET: internalTokenSecretSchema,
    LOG_LEVEL: z.string().default('info'),
    /** The URL at which verifiers know this process: the `iss` of access tokens. */
    ISSUER: z.url().default('http://127.0.0.1:4001'),
  })
  .and(telemetryConfigSchema)
  .and(overloadConfigSchema);

const logger = createLogger('users', process.env.LOG_LEVEL);

runProcess(logger, async (context) => {
  const config = readConfig(configSchema, process.env);
  const telemetry = await startTelemetry(config, { process: context, service: 'users', logger });
  await startUsers(
    {
      databaseUrl: config.USERS_DATABASE_URL,
      internalTokenSecret: config.INTERNAL_TOKEN_SECRET,
      issuer: config.ISSUER,
      overload: overloadLimits(config),
      host: config.HOST,
      port: config.USERS_PORT,
    },
    { process: context, logger, telemetry },
  );
});
