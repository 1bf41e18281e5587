import { PrismaPg } from '@prisma/adapter-pg';
import { z } from 'zod';
import { readConfig } from '../../../platform/config/read-config.ts';
import { overloadConfigSchema, overloadLimits } from '../../../platform/http/overload.ts';
import { internalTokenSecretSchema } from '../../../platform/identity/internal-token.ts';
import { runProcess } from '../../../platform/lifecycle/run-process.ts';
import { awaitDatabase, createPool } from '../../../platform/postgres/pool.ts';
import { createReader } from '../../../platform/postgres/reader.ts';
import { telemetryConfigSchema } from '../../../platform/telemetry/config.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { observePool, observeReads } from '../../../platform/telemetry/observe-pool.ts';
import { startTelemetry } from '../../../platform/telemetry/start-telemetry.ts';
import { PrismaClient } from '../../../prisma/fraud/generated/client.ts';
import { startFraudServer } from '../server.ts';
import { createAssessmentStore } from '../store/assessment-store.ts';
import { createCaseStore } from '../store/case-store.ts';
import { createVerdictStore } from '../store/verdict-store.ts';

/** The fraud subgraph: serves risk and cases, takes verdicts. */
const configSchema = z
  .object({
    FRAUD_PORT: z.coerce.number().int().min(0).max(65_535).default(4003),
    HOST: z.string().default('127.0.0.1'),
    FRAUD_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL'),
    INTERNAL_TOKEN_SECRET: internalTokenSecretSchema,
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  })
  .and(telemetryConfigSchema)
  .and(overloadConfigSchema);

const logger = createLogger('fraud');

runProcess(logger, async (context) => {
  const config = readConfig(configSchema, process.env);
  logger.level = config.LOG_LEVEL;
  const telemetry = await startTelemetry(config, { process: context, service: 'fraud', logger });
  // A reviewer's page is a handful of statements; 10 connections serve hundreds of requests a second.
  const pool = createPool(config.FRAUD_DATABASE_URL, { connectionsMax: 10, applicationName: 'fraud' });
  context.add({ name: 'pool', close: () => pool.end() });
  observePool(pool, telemetry);
  await awaitDatabase(pool, logger);
  const reader = createReader(pool, observeReads(telemetry));
  context.add({ name: 'reader', close: () => reader.close() });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  context.add({ name: 'prisma', close: () => prisma.$disconnect() });
  const server = await startFraudServer({
    assessments: createAssessmentStore({ reader }),
    cases: createCaseStore(prisma),
    verdicts: createVerdictStore(prisma),
    internalTokenSecret: config.INTERNAL_TOKEN_SECRET,
    port: config.FRAUD_PORT,
    host: config.HOST,
    overload: overloadLimits(config),
    logger,
    telemetry,
  });
  context.add({ name: 'server', close: () => server.close() });
  logger.info({ port: server.port }, 'listening');
});
