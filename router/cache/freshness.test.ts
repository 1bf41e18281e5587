import { afterAll, beforeAll } from '@jest/globals';
import { pino } from 'pino';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { describeOnRedis } from '../../tests/support/redis.ts';
import { claimFreshness } from './test/freshness-claims.ts';

const logger = pino({ level: 'silent' });
let database: TestDatabase;
beforeAll(async () => {
  database = await createEmptyDatabase('cache');
});
afterAll(() => database.drop());

const openLog = () => createPostgresLog({ databaseUrl: database.url, clientId: 'cache', logger });
/** On two busy cores everything is slow at times, and that isn't what these tests are about. */
const patient = { lagMaxMs: 30_000, redisTimeoutMs: 5_000 };

claimFreshness('in memory, with the log in PostgreSQL', openLog, () => patient);

await describeOnRedis('with a Redis', (redisUrl) => {
  const redisPrefix = `test-${process.pid}-${Date.now()}`;
  claimFreshness('in Redis, with the log in PostgreSQL', openLog, () => ({ ...patient, redisUrl, redisPrefix }));
});
