import { z } from 'zod';
import { readConfig } from '../../../platform/config/read-config.ts';
import { runProcess } from '../../../platform/lifecycle/run-process.ts';
import { createPool } from '../../../platform/postgres/pool.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { startActivityGraph } from '../start-graph.ts';
import { createActivityStore } from '../store/activity-store.ts';

/** The activity subgraph's graph process. */
const configSchema = z.object({
  ACTIVITY_PORT: z.coerce.number().int().min(0).max(65_535).default(4002),
  HOST: z.string().default('127.0.0.1'),
  ACTIVITY_DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL'),
  INTERNAL_TOKEN_SECRET: z.string().min(32, 'must have 32 characters or more'),
  LOG_LEVEL: z.string().default('info'),
});

/** Statements are short, so few connections carry many requests; a like holds one for four round trips. */
const connectionsMax = 10;

const logger = createLogger('activity', process.env.LOG_LEVEL);

runProcess(logger, async ({ add }) => {
  const config = readConfig(configSchema, process.env);
  const pool = createPool(config.ACTIVITY_DATABASE_URL, { connectionsMax, applicationName: 'activity' });
  add({ name: 'pool', close: () => pool.end() });
  const server = await startActivityGraph({
    store: createActivityStore(pool),
    internalTokenSecret: config.INTERNAL_TOKEN_SECRET,
    port: config.ACTIVITY_PORT,
    host: config.HOST,
    logger,
  });
  add({ name: 'server', close: () => server.close() });
});
