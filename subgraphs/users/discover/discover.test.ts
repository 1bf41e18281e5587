import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { createPool } from '../../../platform/postgres/pool.ts';
import { registerSomebody, startTestUsers, type TestUsers } from '../test/start-test-users.ts';
import type { DiscoverQuery } from './read-filter.ts';
import { type DiscoverPosition, discoverSql } from './store.ts';

let users: TestUsers;
beforeAll(async () => {
  users = await startTestUsers();
});
afterAll(() => users.close());

const query = `query ($first: Int, $after: String, $filter: DiscoverFilter) {
  discover(first: $first, after: $after, filter: $filter) {
    edges { cursor node { id handle age city interests } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
const discover = async (variables: Record<string, unknown> = {}) => (await users.ask(query, variables)).data.discover;
const idsOf = (connection: { edges: { node: { id: string } }[] }) => connection.edges.map((edge) => edge.node.id);

describe('discover', () => {
  test('pages through active people, newest first, each once, to the last page', async () => {
    const people: string[] = [];
    for (let count = 0; count < 7; count++) people.unshift((await registerSomebody(users, { city: 'Paging' })).id);
    await users.sql("UPDATE account SET status = 'FRAUDULENT' WHERE id = $1", [people[2]]);
    // Two who joined in the same millisecond are told apart by their ids.
    await users.sql('UPDATE account SET joined_at = (SELECT joined_at FROM account WHERE id = $2) WHERE id = $1', [
      people[4],
      people[3],
    ]);
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page = await discover({ first: 2, after, filter: { city: 'Paging' } });
      seen.push(...idsOf(page));
      expect(page.pageInfo.startCursor).toBe(page.edges[0].cursor);
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(seen).toEqual(people.filter((id) => id !== people[2]));
  });

  test('somebody who joins meanwhile neither shifts nor repeats what follows', async () => {
    const people = [];
    for (let count = 0; count < 4; count++) people.unshift((await registerSomebody(users, { city: 'Shifting' })).id);
    const first = await discover({ first: 2, filter: { city: 'Shifting' } });
    await registerSomebody(users, { city: 'Shifting' });
    const rest = await discover({ first: 2, after: first.pageInfo.endCursor, filter: { city: 'Shifting' } });
    expect([...idsOf(first), ...idsOf(rest)]).toEqual(people);
  });

  test('a city is compared without regard to case, of any alphabet, or to how its letters are composed', async () => {
    const { id } = await registerSomebody(users, { city: 'Ö\u0301rebro Åby' });
    const city = ` ${'Ö\u0301rebro Åby'.normalize('NFD').toUpperCase()} `;
    expect(idsOf(await discover({ filter: { city } }))).toEqual([id]);
  });

  test('both ages are inclusive', async () => {
    const year = new Date().getUTCFullYear();
    // Born on the first of January, so that everybody has had their birthday this year.
    for (const age of [29, 30, 31, 32])
      await registerSomebody(users, { city: 'Ageing', birthDate: `${year - age}-01-01` });
    const ages = async (filter: object) =>
      (await discover({ filter: { city: 'Ageing', ...filter } })).edges
        .map((edge: { node: { age: number } }) => edge.node.age)
        .sort();
    expect(await ages({ ageMin: 30, ageMax: 31 })).toEqual([30, 31]);
    expect(await ages({ ageMin: 31 })).toEqual([31, 32]);
    expect(await ages({ ageMax: 29 })).toEqual([29]);
    expect(await ages({ ageMin: 32, ageMax: 29 })).toEqual([]);
  });

  test('one interest in common is enough, in whatever case; none chosen means everybody', async () => {
    const withInterests = async (interests: string[]) => {
      const person = await registerSomebody(users, { city: 'Sharing' });
      await users.ask(
        'mutation ($interests: [String!]) { updateProfile(input: { interests: $interests }) { userErrors { code } } }',
        { interests },
        person.identity,
      );
      return person.id;
    };
    const hiker = await withInterests(['Hiking', 'Jazz']);
    const reader = await withInterests(['Reading']);
    await withInterests([]);
    const find = async (interests: string[]) =>
      idsOf(await discover({ filter: { city: 'Sharing', interests } })).sort();
    expect(await find(['jazz', 'READING'])).toEqual([hiker, reader].sort());
    expect(await find(['chess'])).toEqual([]);
    expect(await find([])).toHaveLength(3);
  });

  test.each([
    { first: 0 },
    { first: 101 },
    { after: 'garbage' },
    { filter: { ageMin: -1 } },
    { filter: { ageMax: 151 } },
    { filter: { city: 'a\u0000b' } },
    { filter: { interests: Array.from({ length: 21 }, String) } },
  ])('refuses %j with BAD_USER_INPUT', async (variables) => {
    const answer = await users.ask(query, variables);
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('takes 100 as a page', async () => {
    expect((await users.ask(query, { first: 100 })).errors).toBeUndefined();
  });
});

describe('discover in a large population', () => {
  const population = 50_000;
  const everybody: DiscoverQuery = { cityKey: null, bornUntil: null, bornAfter: null, interestKeys: null };
  let pool: pg.Pool;

  beforeAll(async () => {
    pool = createPool(users.database.url, { connectionsMax: 1, applicationName: 'test' });
    // Every 50th lives in a small town, half share an interest, one in 1,000 a rare one.
    await pool.query(
      `INSERT INTO account (id, email, password_hash, handle, handle_key, name, birth_date, city, city_key, interests,
         interest_keys, joined_at)
       SELECT gen_random_uuid(), 'p' || n, '-', 'p' || n, 'p' || n, 'n', '1950-01-01'::date + (n * 7919 % 20000),
         'c', CASE WHEN n % 50 = 0 THEN 'town' ELSE 'city' || n % 20 END, '{}',
         ARRAY['i' || n % 2] || CASE WHEN n % 1000 = 0 THEN ARRAY['rare'] ELSE '{}' END,
         '2020-01-01'::timestamptz + n * interval '1 minute'
       FROM generate_series(1, $1) n`,
      [population],
    );
    await pool.query('ANALYZE account');
  });
  afterAll(() => pool.end());

  /** Pages of the table and its indexes that a statement touches: its cost, whatever else the machine does. */
  async function buffersOf(query: DiscoverQuery, after: DiscoverPosition | null): Promise<number> {
    const { text, values } = discoverSql(query, after, 21);
    const { rows } = await pool.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, values as unknown[]);
    const { Plan: plan } = rows[0]['QUERY PLAN'][0];
    return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  }

  /** Where a page begins that so many active people come before. */
  async function positionAt(rank: number, condition: string): Promise<DiscoverPosition> {
    const { rows } = await pool.query(
      `SELECT joined_at, id FROM account WHERE status = 'ACTIVE' AND ${condition}
       ORDER BY joined_at DESC, id DESC OFFSET $1 LIMIT 1`,
      [rank],
    );
    return [rows[0].joined_at.getTime(), rows[0].id];
  }

  test.each<[string, Partial<DiscoverQuery>, string, number]>([
    ['everybody', {}, 'true', 45_000],
    ['a city', { cityKey: 'town' }, "city_key = 'town'", 900],
    ['an age range', { bornUntil: '1995-01-01', bornAfter: '1985-01-01' }, 'true', 40_000],
    ['a common interest', { interestKeys: ['i1'] }, 'true', 40_000],
  ])('for %s the last page costs what the first costs', async (_name, query, condition, rank) => {
    const first = await buffersOf({ ...everybody, ...query }, null);
    const late = await buffersOf({ ...everybody, ...query }, await positionAt(rank, condition));
    // 21 rows on as many pages at most, and the way down the index: nothing near the table's 1,500.
    expect(first).toBeLessThan(60);
    expect(late).toBeLessThan(60);
  });

  test('what is rare is found through its own index, not by walking everybody', async () => {
    expect(await buffersOf({ ...everybody, interestKeys: ['rare'] }, null)).toBeLessThan(120);
    expect(await buffersOf({ ...everybody, bornUntil: '1950-01-20' }, null)).toBeLessThan(120);
    expect(await buffersOf({ ...everybody, interestKeys: ['nobody has it'] }, null)).toBeLessThan(20);
  });
});
