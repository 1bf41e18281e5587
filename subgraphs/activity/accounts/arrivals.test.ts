import { afterEach, describe, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import { until } from '../../../tests/support/until.ts';
import {
  type ActivityFixture,
  createActivityFixture,
  likeProfile,
  testLogger,
  visitProfile,
} from '../test/activity-fixture.ts';
import { createArrivals } from './arrivals.ts';

let activity: ActivityFixture;
afterEach(() => activity.close());

/** Longer than a test may run: whoever waited this long in vain would fail it. */
const foreverMs = 120_000;

/** Whether the graph process has looked for an account to arrive. */
async function asked(): Promise<boolean> {
  const { rows } = await activity.pool.query(
    `SELECT FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'activity' AND query LIKE 'SELECT id FROM account %'`,
  );
  return rows.length > 0;
}

describe('an account that was registered just now', () => {
  test('can be visited and liked before its status has come through the log', async () => {
    activity = await createActivityFixture({ arrivalWaitMs: foreverMs });
    const me = await activity.account();
    const newcomer = uuidv7();
    const visiting = activity.ask(me, visitProfile, { userId: newcomer });
    const liking = activity.ask(me, likeProfile, { userId: newcomer });
    await until(asked, 'the newcomer to be waited for');
    await activity.store.accounts.project([{ id: newcomer, status: 'ACTIVE', offset: 0, at: new Date() }]);
    expect((await visiting).data.visitProfile).toMatchObject({ visit: { visited: { id: newcomer } }, userErrors: [] });
    expect((await liking).data.likeProfile).toMatchObject({ like: { to: { id: newcomer } }, userErrors: [] });
  });

  test('may act itself before its status has come', async () => {
    activity = await createActivityFixture();
    const answer = await activity.ask(uuidv7(), visitProfile, { userId: await activity.account() });
    expect(answer.data.visitProfile.userErrors).toEqual([]);
  });

  test('that turns out to be restricted is unavailable', async () => {
    activity = await createActivityFixture({ arrivalWaitMs: foreverMs });
    const [me, newcomer] = [await activity.account(), uuidv7()];
    const visiting = activity.ask(me, visitProfile, { userId: newcomer });
    await activity.store.accounts.project([{ id: newcomer, status: 'SUSPENDED', offset: 0, at: new Date() }]);
    expect((await visiting).data.visitProfile.userErrors[0].code).toBe('TARGET_UNAVAILABLE');
  });
});

describe('waiting', () => {
  test('is not done for ids that are not recent', async () => {
    activity = await createActivityFixture();
    const arrivals = createArrivals({ accounts: activity.store.accounts, logger: testLogger, waitMs: foreverMs });
    expect(await arrivals.wait('01890a5d-ac96-774b-bcce-b302099a8057')).toBe(false);
    expect(await arrivals.wait('ffffffff-ffff-7fff-bfff-ffffffffffff')).toBe(false);
    await arrivals.close();
  });

  test('is bounded: past a thousand accounts nobody else is waited for', async () => {
    activity = await createActivityFixture();
    const arrivals = createArrivals({ accounts: activity.store.accounts, logger: testLogger, waitMs: foreverMs });
    const thousand = Array.from({ length: 1000 }, () => arrivals.wait(uuidv7()));
    expect(await arrivals.wait(uuidv7())).toBe(false);
    await arrivals.close();
    expect(new Set(await Promise.all(thousand))).toEqual(new Set([false]));
  });

  test('outlives a failing look, and ends when the account has come', async () => {
    activity = await createActivityFixture();
    let looks = 0;
    const arrivals = createArrivals({
      accounts: {
        ...activity.store.accounts,
        known: (ids) => (looks++ < 2 ? Promise.reject(new Error('no database')) : activity.store.accounts.known(ids)),
      },
      logger: testLogger,
      waitMs: foreverMs,
    });
    const id = uuidv7();
    const waiting = arrivals.wait(id);
    await activity.store.accounts.project([{ id, status: 'ACTIVE', offset: 0, at: new Date() }]);
    expect(await waiting).toBe(true);
    await arrivals.close();
  });

  test('ends at once when the process stops', async () => {
    activity = await createActivityFixture();
    const arrivals = createArrivals({ accounts: activity.store.accounts, logger: testLogger, waitMs: foreverMs });
    const waiting = arrivals.wait(uuidv7());
    await arrivals.close();
    expect(await waiting).toBe(false);
  });
});
