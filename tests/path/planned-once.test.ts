import { afterEach, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { createPool } from '../../platform/postgres/pool.ts';
import { createReader } from '../../platform/postgres/reader.ts';
import { openStore as openActivityStore } from '../../subgraphs/activity/open-store.ts';
import { createAssessmentStore } from '../../subgraphs/fraud/store/assessment-store.ts';
import { openStore as openUsersStore } from '../../subgraphs/users/open-store.ts';
import { createMigratedDatabase } from '../support/database.ts';

/** Ids that order like their number. */
const idOf = (number: number) => `01890a5d-ac96-774b-8cce-${number.toString(16).padStart(12, '0')}`;
const sqlId = (number: string) => `('01890a5d-ac96-774b-8cce-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
/** Enough rows that an index is worth it and one row is cheaper than ten. */
const people = 5_000;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** One connection to a database of the test's own, filled. */
async function connect(name: 'users' | 'activity' | 'fraud', fill: string): Promise<pg.Pool> {
  const database = await createMigratedDatabase(name);
  closers.push(() => database.drop());
  const pool = createPool(database.url, { connectionsMax: 1, applicationName: 'test' });
  closers.push(() => pool.end());
  await pool.query(fill);
  return pool;
}

/** PostgreSQL plans a statement for its values five times before it thinks of keeping a plan. */
const tries = 10;

async function plannedEachTime(pool: pg.Pool, run: () => Promise<unknown>): Promise<readonly string[]> {
  for (let time = 0; time < tries; time++) await run();
  const { rows } = await pool.query<{ name: string; custom: string }>(
    `SELECT name, custom_plans AS custom FROM pg_prepared_statements WHERE custom_plans + generic_plans >= $1`,
    [tries],
  );
  expect(rows.length).toBeGreaterThan(0);
  return rows.filter(({ custom }) => Number(custom) > 5).map(({ name }) => name);
}

describe('a statement that takes a list is planned once a connection, however short its lists are', () => {
  test('people by id', async () => {
    const pool = await connect(
      'users',
      `INSERT INTO account (id, email, password_hash, handle, handle_key, name, birth_date, city, city_key, joined_at)
         SELECT ${sqlId('n')}, n || '@example.org', 'x', 'h' || n, 'h' || n, 'n', '2000-01-01', 'Bern', 'bern', now()
         FROM generate_series(1, ${people}) AS n;
       ANALYZE account`,
    );
    const { accounts, close } = openUsersStore(pool);
    closers.push(close);
    const planned = await plannedEachTime(pool, async () => {
      expect((await accounts.findCardsByIds([idOf(1)])).size).toBe(1);
      expect((await accounts.findByIds([idOf(2)])).size).toBe(1);
    });
    expect(planned).toEqual([]);
  });

  test('what was done to people, and by whom', async () => {
    const pool = await connect(
      'activity',
      `INSERT INTO account (id, status, status_offset, status_at)
         SELECT ${sqlId('n')}, 'ACTIVE', n, now() FROM generate_series(1, ${people}) AS n;
       INSERT INTO profile_counter (user_id, slot, visits, likes)
         SELECT ${sqlId('n')}, 0, 1, 1 FROM generate_series(1, ${people}) AS n;
       INSERT INTO profile_like (id, from_id, to_id, at)
         SELECT ${sqlId('n')}, ${sqlId('1')}, ${sqlId('n + 1')}, now() FROM generate_series(1, ${people}) AS n;
       ANALYZE account; ANALYZE profile_counter; ANALYZE profile_like`,
    );
    const { accounts, counters, likes, close } = openActivityStore(pool);
    closers.push(close);
    const planned = await plannedEachTime(pool, async () => {
      expect(await accounts.known([idOf(1)])).toEqual([idOf(1)]);
      expect((await counters.read([idOf(1)])).get(idOf(1))).toEqual({ visits: 1, likes: 1 });
      expect([...(await likes.likedAmong(idOf(1), [idOf(2)]))]).toEqual([idOf(2)]);
    });
    expect(planned).toEqual([]);
  });

  test('visits of a few milliseconds', async () => {
    const pool = await connect(
      'activity',
      `INSERT INTO account (id, status, status_offset, status_at)
         SELECT ${sqlId('n')}, 'ACTIVE', n, now() FROM generate_series(1, ${people}) AS n;
       INSERT INTO visitor (visited_id, visitor_id, visits, last_visited_at)
         SELECT ${sqlId('n')}, ${sqlId('n + 1')}, 1, now() FROM generate_series(1, ${people}) AS n;
       ANALYZE account; ANALYZE visitor`,
    );
    const { visits, close } = openActivityStore(pool);
    closers.push(close);
    let made = people;
    const record = () => {
      made++;
      const visit = { id: idOf(made), at: new Date(), visitorId: idOf(1), visitedId: idOf(2 + (made % 100)) };
      return visits.record(visit, []);
    };
    expect(await plannedEachTime(pool, () => Promise.all([record(), record(), record()]))).toEqual([]);
  });

  test('what is thought of accounts', async () => {
    const pool = await connect(
      'fraud',
      `INSERT INTO assessment (user_id, score, level, updated_at)
         SELECT ${sqlId('n')}, 1, 'LOW', now() FROM generate_series(1, ${people}) AS n;
       INSERT INTO decision
           (id, user_id, rule, evidence, action, weight, detail, evidence_from, evidence_at, rules_version, decided_at)
         SELECT ${sqlId('n')}, ${sqlId('n')}, 'r', 'first', 'WATCH', 1, '', now(), now(), 1, now()
         FROM generate_series(1, ${people}) AS n;
       ANALYZE assessment; ANALYZE decision`,
    );
    const reader = createReader(pool);
    closers.push(() => reader.close());
    const assessments = createAssessmentStore({ reader });
    const planned = await plannedEachTime(pool, async () => {
      expect((await assessments.findByUsers([idOf(1)])).size).toBe(1);
      expect((await assessments.reasonsByUsers([idOf(1)])).size).toBe(1);
    });
    expect(planned).toEqual([]);
  });
});
