import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../../../tests/support/until.ts';
import {
  type ActivityFixture,
  createActivityFixture,
  likeProfile,
  onUser,
  testLogger,
  visitProfile,
} from '../test/activity-fixture.ts';
import { createEraser } from './eraser.ts';

let activity: ActivityFixture;
beforeAll(async () => {
  activity = await createActivityFixture();
});
afterAll(() => activity.close());

const visit = (viewer: string, userId: string) => activity.ask(viewer, visitProfile, { userId });
const like = (viewer: string, userId: string) => activity.ask(viewer, likeProfile, { userId });
const read = async (id: string, fields: string) => (await activity.ask(id, onUser(fields), { id })).data._entities[0];
const setDeleted = (id: string) =>
  activity.store.accounts.project([{ id, status: 'DELETED', offset: 9, at: new Date() }]);
const erased = async (id: string) =>
  (await activity.pool.query('SELECT erased_at FROM account WHERE id = $1', [id])).rows[0].erased_at;

/** How many rows there are that name the account, besides its own. */
async function rowsNaming(id: string): Promise<number> {
  const { rows } = await activity.pool.query(
    `SELECT (SELECT count(*) FROM visit WHERE $1 IN (visitor_id, visited_id))
          + (SELECT count(*) FROM visitor WHERE $1 IN (visitor_id, visited_id))
          + (SELECT count(*) FROM profile_like WHERE $1 IN (from_id, to_id))
          + (SELECT count(*) FROM match WHERE $1 IN (low_id, high_id))
          + (SELECT count(*) FROM profile_counter WHERE user_id = $1) AS rows`,
    [id],
  );
  return Number(rows[0].rows);
}

async function erase(id: string): Promise<void> {
  const eraser = createEraser({ erasure: activity.store.erasure, logger: testLogger, settleMs: 0, intervalMs: 10 });
  await until(() => erased(id), 'the account to be erased');
  await eraser.close();
}

describe('a deleted account', () => {
  test('leaves no row but its tombstone, and nobody else loses more than its likes', async () => {
    const [leaving, b, c] = [await activity.account(), await activity.account(), await activity.account()];
    for (const [from, to] of [
      [leaving, b],
      [b, leaving],
      [c, b],
    ] as const) {
      await visit(from, to);
      await like(from, to);
    }
    const fields = 'visitCount likeCount visitors { edges { node { user { id } } } } matches { edges { cursor } }';
    expect(await read(b, fields)).toMatchObject({ visitCount: 2, likeCount: 2, matches: { edges: [{}] } });
    await setDeleted(leaving);
    await erase(leaving);
    expect(await rowsNaming(leaving)).toBe(0);
    // That the profile was visited twice stays true; that two people like it does not.
    expect(await read(b, fields)).toEqual({
      visitCount: 2,
      likeCount: 1,
      visitors: { edges: [{ node: { user: { id: c } } }] },
      matches: { edges: [] },
    });
  });

  test('with more rows than a batch takes is erased whole', async () => {
    const popular = await activity.account();
    await activity.pool.query(
      `INSERT INTO visitor (visited_id, visitor_id, visits, last_visited_at)
         SELECT $1, gen_random_uuid(), 2, now() FROM generate_series(1, 2500);`,
      [popular],
    );
    await activity.pool.query(
      `INSERT INTO visit (id, visitor_id, visited_id, at)
         SELECT gen_random_uuid(), visitor_id, visited_id, last_visited_at
         FROM visitor, generate_series(1, 2) WHERE visited_id = $1`,
      [popular],
    );
    expect(await rowsNaming(popular)).toBe(7500);
    await setDeleted(popular);
    await erase(popular);
    expect(await rowsNaming(popular)).toBe(0);
  });

  test('is left alone until what was under way has ended', async () => {
    const leaving = await activity.account();
    await setDeleted(leaving);
    expect(await activity.store.erasure.pending(60_000, 100)).not.toContain(leaving);
    expect(await activity.store.erasure.pending(0, 100)).toContain(leaving);
  });

  test('is erased by two workers at once as by one', async () => {
    const crowd = await Promise.all(Array.from({ length: 6 }, () => activity.account()));
    await Promise.all(crowd.flatMap((a) => crowd.filter((b) => b !== a).map((b) => like(a, b))));
    const [stays, ...leaving] = crowd as [string, ...string[]];
    for (const id of leaving) await setDeleted(id);
    const erasers = [1, 2].map(() =>
      createEraser({ erasure: activity.store.erasure, logger: testLogger, settleMs: 0, intervalMs: 10 }),
    );
    for (const id of leaving) await until(() => erased(id), 'each account to be erased');
    await Promise.all(erasers.map((eraser) => eraser.close()));
    expect(await read(stays, 'likeCount matches { edges { cursor } }')).toEqual({
      likeCount: 0,
      matches: { edges: [] },
    });
  });
});
