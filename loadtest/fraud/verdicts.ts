import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { createVerdictStore } from '../../subgraphs/fraud/store/verdict-store.ts';
import { until } from '../../tests/support/until.ts';
import type { Pipeline } from './pipeline.ts';
import { createProbe } from './traffic.ts';

/** On a machine that is busy with the load and the rest of the benchmark. */
const stepTimeoutMs = 60_000;

/**
 * From a reviewer's CLEARED to the account's status ACTIVE standing on the compacted topic that every router and subgraph
 * reads whole: fraud database, outbox, log, users worker, users database, outbox, log. One verdict after the other, elapsed.
 */
export async function measureReleases(pipeline: Pipeline, count: number): Promise<readonly number[]> {
  const users = Array.from({ length: count }, () => uuidv7());
  await insertAccounts(pipeline.usersDatabase, users);
  await pipeline.startUsersWorker();
  const nowMs = Date.now();
  const probes = users.map((user) => createProbe(nowMs, user));
  await pipeline.log.append(probes.flatMap(({ before, last }) => [...before, last]));
  const statusOf = (user: string): string | undefined => pipeline.status(user)?.status;
  await until(
    () => users.every((user) => statusOf(user) === 'FRAUDULENT'),
    'the accounts to be restricted',
    stepTimeoutMs,
  );
  const verdicts = createVerdictStore(pipeline.prisma);
  const elapsedMs: number[] = [];
  for (const user of users) {
    const { id } = await pipeline.prisma.fraudCase.findFirstOrThrow({ where: { userId: user, status: 'OPEN' } });
    const givenMs = Date.now();
    await verdicts.resolve({ id, verdict: 'CLEARED', note: null, reviewerId: uuidv7(), trace: null });
    await until(() => statusOf(user) === 'ACTIVE', 'the account to be released', stepTimeoutMs);
    elapsedMs.push(pipeline.status(user)!.atMs - givenMs);
  }
  return elapsedMs;
}

/** Accounts as registered; nobody can sign in to them. */
async function insertAccounts(database: string, users: readonly string[]): Promise<void> {
  const client = new pg.Client(database);
  await client.connect();
  try {
    await client.query(
      `INSERT INTO account (id, status, email, password_hash, handle, handle_key, name, birth_date, city, city_key, joined_at)
       SELECT id::uuid, 'ACTIVE', name || '@demo.example', 'none', name, name, name, '1990-01-01', 'Bern', 'bern', now()
       FROM (SELECT id, 'bench_' || number AS name FROM unnest($1::text[]) WITH ORDINALITY AS one (id, number)) AS named`,
      [users],
    );
  } finally {
    await client.end();
  }
}
