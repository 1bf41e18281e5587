import { z } from 'zod';
import { allTopics } from '../../../events/topics.ts';
import { readConfig } from '../../../platform/config/read-config.ts';
import { runProcess } from '../../../platform/lifecycle/run-process.ts';
import { logConfigSchema, openLog } from '../../../platform/log/config.ts';
import { createOutboxRelay } from '../../../platform/outbox/relay.ts';
import { createPool } from '../../../platform/postgres/pool.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { createEraser } from '../eraser.ts';
import { startAccountProjection } from '../start-projection.ts';
import { createActivityStore } from '../store/activity-store.ts';

/** The activity subgraph's worker: its outbox's relay, the projection of account statuses, the eraser. */
const configSchema = z
  .object({
    ACTIVITY_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL'),
    LOG_LEVEL: z.string().default('info'),
  })
  .and(logConfigSchema);

/** The relay holds up to two, the projection and the eraser use one each at a time; two are to spare. */
const connectionsMax = 6;

const logger = createLogger('activity-worker', process.env.LOG_LEVEL);

runProcess(logger, async ({ add }) => {
  const config = readConfig(configSchema, process.env);
  const pool = createPool(config.ACTIVITY_DATABASE_URL, { connectionsMax, applicationName: 'activity-worker' });
  add({ name: 'pool', close: () => pool.end() });
  const log = await openLog(config, logger);
  add({ name: 'log', close: () => log.close() });
  await log.ensureTopics(allTopics);
  const store = createActivityStore(pool);

  const relay = createOutboxRelay({ pool, log, logger, name: 'activity' });
  await relay.start();
  add({ name: 'relay', close: () => relay.close() });
  const projection = await startAccountProjection({ log, accounts: store.accounts, logger });
  add({ name: 'projection', close: () => projection.close() });
  const eraser = createEraser({ erasure: store.erasure, logger });
  add({ name: 'eraser', close: () => eraser.close() });
});
