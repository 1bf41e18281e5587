import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import type { RequestContext } from '../../../platform/http/subgraph-server.ts';
import { createPool } from '../../../platform/postgres/pool.ts';
import { until } from '../../../tests/support/until.ts';
import type { Arrivals } from '../accounts/arrivals.ts';
import { createLikeProfile } from '../actions/like-profile.ts';
import { createVisitProfile } from '../actions/visit-profile.ts';
import { openStore } from '../open-store.ts';
import { type ActivityFixture, createActivityFixture, identityOf } from '../test/activity-fixture.ts';
import { findInconsistencies } from '../test/inconsistencies.ts';

let activity: ActivityFixture;
beforeAll(async () => {
  activity = await createActivityFixture();
});
afterAll(() => activity.close());

const noArrivals: Arrivals = { wait: async () => false, close: async () => {} };
/** A request as the router makes it; the client's name ends up in the events. */
const request = (client = 'test'): RequestContext => ({ identity: { ...identityOf(uuidv7()), client }, trace: null });
/** JSON has this character and PostgreSQL's jsonb refuses it: a write that fails in the database and nowhere before. */
const poison = 'a\u0000b';
const accounts = (count: number) => Promise.all(Array.from({ length: count }, () => activity.account()));
const eventsOf = async (ids: readonly string[]) =>
  (await activity.events()).filter(({ envelope }) => ids.includes((envelope.data as { id: string }).id));
const actions = () => ({
  visit: createVisitProfile({ visits: activity.store.visits, arrivals: noArrivals }),
  like: createLikeProfile({ likes: activity.store.likes, arrivals: noArrivals }),
});

describe('visits of one moment', () => {
  test('are all recorded, paired, counted and told of, with a result for each', async () => {
    const { visit } = actions();
    const people = await accounts(6);
    const [gone, stranger] = [await activity.account('DELETED'), uuidv7()];
    const restricted = await activity.account('FRAUDULENT');
    const [first] = people as [string];
    const made = await Promise.all([
      ...people.slice(1).flatMap((id) => [visit(request(), id, first), visit(request(), id, first)]),
      visit(request(), first, gone),
      visit(request(), first, stranger),
      visit(request(), restricted, first),
    ]);
    expect(made.slice(-3).map(({ error }) => error)).toEqual([
      'TARGET_UNAVAILABLE',
      'TARGET_UNAVAILABLE',
      'ACCOUNT_RESTRICTED',
    ]);
    const ids = made.flatMap(({ visit: stored }) => stored?.id ?? []);
    expect(new Set(ids).size).toBe(10);
    expect(await eventsOf(ids)).toHaveLength(20);
    expect((await activity.store.counters.read([first])).get(first)?.visits).toBe(10);
    expect(await findInconsistencies(activity.pool)).toEqual([]);
  });

  test('of one actor are told in the order they were made', async () => {
    const { visit } = actions();
    const [actor, ...others] = (await accounts(30)) as [string, ...string[]];
    const made = await Promise.all(others.map((id) => visit(request(), actor, id)));
    const facts = (await activity.events()).filter(({ topic, key }) => topic === 'activity.recorded' && key === actor);
    expect(facts.map(({ envelope }) => (envelope.data as { id: string }).id)).toEqual(
      made.map(({ visit: stored }) => stored!.id),
    );
  });

  test('a bad one fails alone', async () => {
    const { visit } = actions();
    const [target, ...visitors] = (await accounts(4)) as [string, ...string[]];
    const settled = await Promise.allSettled(
      visitors.map((id, index) => visit(request(index === 1 ? poison : 'test'), id, target)),
    );
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await activity.store.counters.read([target])).get(target)?.visits).toBe(2);
    expect(await findInconsistencies(activity.pool)).toEqual([]);
  });

  test('a group whose connection dies is stored whole or not at all', async () => {
    const pool = createPool(activity.url, { connectionsMax: 1, applicationName: 'group-crash' });
    const store = openStore(pool);
    const visit = createVisitProfile({ visits: store.visits, arrivals: noArrivals });
    const [held, ...targets] = (await accounts(8)) as [string, ...string[]];
    const actor = await activity.account();
    await visit(request(), actor, held);
    // The group is stopped half-way: its first pair is held by somebody else, and then its connection is cut.
    const holder = await activity.pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM visitor WHERE visitor_id = $1 AND visited_id = $2 FOR UPDATE', [actor, held]);
    const group = Promise.allSettled([held, ...targets].map((id) => visit(request(), actor, id)));
    await until(async () => {
      const { rows } = await activity.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'group-crash' AND datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    }, 'the group to wait for the lock');
    await holder.query('ROLLBACK');
    holder.release();
    expect((await group).map(({ status }) => status)).toEqual(Array(8).fill('rejected'));
    const { rows } = await activity.pool.query('SELECT count(*)::int AS visits FROM visit WHERE visitor_id = $1', [
      actor,
    ]);
    expect(rows).toEqual([{ visits: 1 }]);
    expect(await findInconsistencies(activity.pool)).toEqual([]);
    await store.close();
    await pool.end();
  });
});

describe('likes of one moment', () => {
  test('meet each other: of two at once the later one makes the match', async () => {
    const { like } = actions();
    const people = (await accounts(8)) as string[];
    const pairs = people.flatMap((a, i) => people.slice(i + 1).map((b) => [a, b] as const));
    const made = await Promise.all(
      pairs.flatMap(([a, b]) => [like(request(), a, b), like(request(), b, a), like(request(), a, b)]),
    );
    expect(made.every(({ like: stored, error }) => stored !== null && error === null)).toBe(true);
    expect(new Set(made.map(({ like: stored }) => stored!.id)).size).toBe(2 * pairs.length);
    const { rows } = await activity.pool.query('SELECT count(*)::int AS matches FROM match WHERE low_id = ANY ($1)', [
      people,
    ]);
    expect(rows).toEqual([{ matches: pairs.length }]);
    expect(await findInconsistencies(activity.pool)).toEqual([]);
  });

  test('a bad one fails alone', async () => {
    const { like } = actions();
    const [target, ...people] = (await accounts(4)) as [string, ...string[]];
    const settled = await Promise.allSettled(
      people.map((id, index) => like(request(index === 1 ? poison : 'test'), id, target)),
    );
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await activity.store.counters.read([target])).get(target)?.likes).toBe(2);
    expect(await findInconsistencies(activity.pool)).toEqual([]);
  });
});

describe.each([true, false])('with groups %s', (groupWrites) => {
  test('visits and likes leave the same rows and events', async () => {
    const pool = createPool(activity.url, { connectionsMax: 4, applicationName: 'test' });
    const store = openStore(pool, { groupWrites });
    const visit = createVisitProfile({ visits: store.visits, arrivals: noArrivals });
    const like = createLikeProfile({ likes: store.likes, arrivals: noArrivals });
    const [a, b] = (await accounts(2)) as [string, string];
    const visited = await Promise.all([visit(request(), a, b), visit(request(), b, a)]);
    const liked = await Promise.all([like(request(), a, b), like(request(), b, a)]);
    expect(liked.filter(({ match }) => match !== null)).toHaveLength(1);
    const about = [...visited.map(({ visit: stored }) => stored!.id), ...liked.map(({ like: stored }) => stored!.id)];
    expect((await eventsOf(about)).map(({ topic }) => topic).sort()).toEqual([
      ...Array(4).fill('activity.noticed'),
      ...Array(4).fill('activity.recorded'),
    ]);
    await store.close();
    await pool.end();
  });
});
