import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { z } from 'zod';
import { readConfig } from '../../../platform/config/read-config.ts';
import { runProcess } from '../../../platform/lifecycle/run-process.ts';
import { awaitLog, logConfigSchema } from '../../../platform/log/config.ts';
import { createOutboxRelay } from '../../../platform/outbox/relay.ts';
import { awaitDatabase, createPool } from '../../../platform/postgres/pool.ts';
import { telemetryConfigSchema } from '../../../platform/telemetry/config.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { observeLog } from '../../../platform/telemetry/observe-log.ts';
import { observeOutbox } from '../../../platform/telemetry/observe-outbox.ts';
import { observePool } from '../../../platform/telemetry/observe-pool.ts';
import { startTelemetry } from '../../../platform/telemetry/start-telemetry.ts';
import { PrismaClient } from '../../../prisma/fraud/generated/client.ts';
import { createDecisionStore } from '../store/decision-store.ts';
import { createErasureStore } from '../store/erasure-store.ts';
import { createMarkStore } from '../store/mark-store.ts';
import { countUnreadable, createDecisionMetrics } from '../watch/decision-metrics.ts';
import { startWatcher } from '../watch/watcher.ts';

/** The fraud worker: watches the log, decides, and relays its database's outbox. */
const configSchema = z
  .object({
    FRAUD_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL'),
    /** The rules document; a change of the file is taken over while running. */
    FRAUD_RULES: z.string().default(join(import.meta.dirname, '..', 'rules.yaml')),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  })
  .and(logConfigSchema)
  .and(telemetryConfigSchema);

const logger = createLogger('fraud-worker');

runProcess(logger, async (context) => {
  const { add } = context;
  const config = readConfig(configSchema, process.env);
  logger.level = config.LOG_LEVEL;
  const telemetry = await startTelemetry(config, { process: context, service: 'fraud-worker', logger });
  // Four decisions at a time, the relay's own connections, and a few to spare.
  const pool = createPool(config.FRAUD_DATABASE_URL, { connectionsMax: 10, applicationName: 'fraud-worker' });
  add({ name: 'pool', close: () => pool.end() });
  observePool(pool, telemetry);
  await awaitDatabase(pool, logger);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  add({ name: 'prisma', close: () => prisma.$disconnect() });
  const log = observeLog(await awaitLog(config, logger), telemetry);
  add({ name: 'log', close: () => log.close() });
  const relay = createOutboxRelay({ pool, log, logger, name: 'fraud', tracer: telemetry.tracer });
  observeOutbox(relay, telemetry);
  await relay.start();
  add({ name: 'relay', close: () => relay.close() });
  const watcher = await startWatcher({
    log,
    decisions: createDecisionStore(prisma, {
      onDecided: createDecisionMetrics(telemetry.metrics),
      trace: () => telemetry.tracer?.current()?.traceparent ?? null,
    }),
    erasures: createErasureStore(prisma),
    marks: createMarkStore(prisma),
    rulesPath: config.FRAUD_RULES,
    logger,
    onUnreadable: countUnreadable(telemetry.metrics),
  });
  add({ name: 'watcher', close: () => watcher.close() });
});
