import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { readUsageStore } from '../../registry/usage/read-usage-store.ts';
import { createEmptyDatabase } from '../../tests/support/database.ts';
import { spawnProgram } from '../../tests/support/spawn-program.ts';
import { until } from '../../tests/support/until.ts';
import { createLogUsageSink } from '../usage/log-usage-sink.ts';

const program = join(import.meta.dirname, 'usage-worker.ts');

test('the usage worker writes what was appended into the store, and ends when it is told to', async () => {
  const [logDatabase, usage] = await Promise.all([
    createEmptyDatabase('usage_worker_log'),
    createEmptyDatabase('usage'),
  ]);
  const log = await createPostgresLog({
    databaseUrl: logDatabase.url,
    clientId: 'test',
    logger: createLogger('test', 'silent'),
  });
  await log.ensureTopics([{ name: 'router.usage', partitions: 3, cleanup: 'delete', retentionMs: 3_600_000 }]);
  const operation = { id: 'one', name: 'One', text: '{ one }' };
  const count = { operation, client: 'web', version: '1', day: '2026-11-05', count: 3, sent: null };
  await createLogUsageSink(log, 'router.usage').write([{ id: uuidv7(), counts: [count] }]);
  const env = { LOG_DATABASE_URL: logDatabase.url, USAGE_DATABASE_URL: usage.url };
  const worker = spawnProgram(program, { env });
  await until(
    async () => (await readUsageStore(usage.url, 30).catch(() => ({ records: [] }))).records.length === 1,
    'the written batch',
  );
  worker.signal('SIGTERM');
  expect(await worker.ended).toBe(0);
  await log.close();
  await Promise.all([logDatabase.drop(), usage.drop()]);
});

test('the usage worker lists every mistake of its configuration', async () => {
  const worker = spawnProgram(program, { env: { LOG: 'postgres' } });
  expect(await worker.ended).not.toBe(0);
  expect(worker.output()).toMatch(
    /USAGE_DATABASE_URL[\s\S]*LOG_DATABASE_URL|LOG_DATABASE_URL[\s\S]*USAGE_DATABASE_URL/,
  );
});
