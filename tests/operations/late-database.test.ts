import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { allTopics } from '../../events/topics.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { openLink } from '../../scripts/drill/link.ts';
import { createEmptyDatabase, createMigratedDatabase, type TestDatabase } from '../support/database.ts';
import { spawnProgram } from '../support/spawn-program.ts';
import { until } from '../support/until.ts';

const root = join(import.meta.dirname, '..', '..');
/** Six processes start, on a busy machine; each waits 45 s for its database by itself. */
const patienceMs = 120_000;

const owners = ['users', 'activity', 'fraud'] as const;
const processes = owners.flatMap((owner) => [
  { owner, name: owner },
  { owner, name: `${owner}-worker` },
]);

let log: TestDatabase;
const databases = new Map<string, TestDatabase>();

beforeAll(async () => {
  log = await createEmptyDatabase('log');
  const opened = await createPostgresLog({ databaseUrl: log.url, clientId: 'test', logger: pino({ level: 'silent' }) });
  await opened.ensureTopics(allTopics);
  await opened.close();
  for (const owner of owners) databases.set(owner, await createMigratedDatabase(owner));
}, 120_000);
afterAll(async () => {
  for (const database of [...databases.values(), log]) await database?.drop();
});

describe('a process that is started before its database', () => {
  test.each(processes.map(({ owner, name }) => [name, owner] as const))(
    '%s says what it waits for, and is ready when it comes',
    async (name, owner) => {
      const url = new URL(databases.get(owner)!.url);
      const link = await openLink(Number(url.port));
      link.set({ kind: 'cut' });
      url.hostname = '127.0.0.1';
      url.port = String(link.port);
      const program = spawnProgram(join(root, 'subgraphs', owner, 'bin', `${name}.ts`), {
        env: {
          [`${owner.toUpperCase()}_DATABASE_URL`]: url.href,
          [`${owner.toUpperCase()}_PORT`]: '0',
          LOG: 'postgres',
          LOG_DATABASE_URL: log.url,
          INTERNAL_TOKEN_SECRET: 'a secret of the tests, of 32 bytes at least',
          LOG_LEVEL: 'info',
        },
      });
      try {
        const waits = () => program.output().includes('The database is not there yet');
        await until(() => waits() || program.messages.length > 0, program.output, patienceMs);
        expect(program.messages).toEqual([]);
        link.set({ kind: 'none' });
        await until(() => program.messages.length > 0, program.output, patienceMs);
        expect(program.messages).toEqual([{ ready: true }]);
        program.signal('SIGTERM');
        expect(await program.ended).toBe(0);
      } finally {
        program.signal('SIGKILL');
        await link.close();
      }
    },
    3 * patienceMs,
  );
});
