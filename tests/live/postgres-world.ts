import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { createWorld, type World } from './world.ts';

/** A world on a log in a database of its own. */
export async function createPostgresWorld(): Promise<World> {
  const database = await createEmptyDatabase('live');
  const logger = createLogger('live-tests', process.env.TEST_LOG_LEVEL ?? 'silent');
  const world = await createWorld(() => createPostgresLog({ databaseUrl: database.url, clientId: 'live', logger }));
  const close = world.close;
  world.close = async () => {
    await close();
    await database.drop();
  };
  return world;
}
