import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import { madeAtMs } from '../ids.ts';
import { type ActivityFixture, createActivityFixture, onUser, visitProfile } from '../test/activity-fixture.ts';

let activity: ActivityFixture;
beforeAll(async () => {
  activity = await createActivityFixture({ arrivalWaitMs: 300 });
});
afterAll(() => activity.close());

const visit = (viewer: string | null, userId: string) => activity.ask(viewer, visitProfile, { userId });
const visitors = async (viewer: string, owner = viewer, args = '') =>
  activity.ask(
    viewer,
    onUser(
      `visitors${args} { edges { cursor node { user { id } visits lastVisitedAt } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
    ),
    { id: owner },
  );
const eventsAbout = async (id: string) =>
  (await activity.events()).filter(({ envelope }) => (envelope.data as { id: string }).id === id);

describe('a visit', () => {
  test('is answered, and readable at once by the person visited', async () => {
    const [a, b] = [await activity.account(), await activity.account()];
    const answer = await visit(a, b);
    const made = answer.data.visitProfile.visit;
    expect(answer.data.visitProfile.userErrors).toEqual([]);
    expect(made).toMatchObject({ visitor: { id: a }, visited: { id: b } });
    expect(madeAtMs(made.id)).toBe(Date.parse(made.at));

    const page = (await visitors(b)).data._entities[0].visitors;
    expect(page.edges.map((edge: { node: unknown }) => edge.node)).toEqual([
      { user: { id: a }, visits: 1, lastVisitedAt: made.at },
    ]);
    expect(page.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
    expect((await activity.ask(null, onUser('visitCount'), { id: b })).data._entities[0]).toEqual({ visitCount: 1 });
  });

  test('stores a fact keyed by the actor and a notice keyed by the recipient, with what surrounds them', async () => {
    const [a, b] = [await activity.account(), await activity.account()];
    const made = (await visit(a, b)).data.visitProfile.visit;
    const events = await eventsAbout(made.id);
    expect(events.map(({ topic, key }) => [topic, key])).toEqual([
      ['activity.recorded', a],
      ['activity.noticed', b],
    ]);
    for (const { envelope } of events) {
      expect(envelope).toMatchObject({
        type: 'visit.recorded',
        time: made.at,
        actor: a,
        address: 'address-hash',
        device: 'device-hash',
        client: 'test',
        data: { id: made.id, at: made.at, visitor: { id: a }, visited: { id: b } },
      });
    }
    expect(events[0]!.envelope.id).not.toBe(events[1]!.envelope.id);
  });

  test('is its own visit each time, while the visitor stays one', async () => {
    const [a, b, c] = [await activity.account(), await activity.account(), await activity.account()];
    await visit(a, b);
    await visit(c, b);
    const last = (await visit(a, b)).data.visitProfile.visit;
    const page = (await visitors(b)).data._entities[0].visitors;
    expect(
      page.edges.map(({ node }: { node: { user: { id: string }; visits: number } }) => [node.user.id, node.visits]),
    ).toEqual([
      [a, 2],
      [c, 1],
    ]);
    expect(page.edges[0].node.lastVisitedAt).toBe(last.at);
    expect((await activity.ask(a, onUser('visitCount'), { id: b })).data._entities[0].visitCount).toBe(3);
  });

  test('is counted exactly when many come at the same moment', async () => {
    const b = await activity.account();
    const crowd = await Promise.all(Array.from({ length: 10 }, () => activity.account()));
    // Each comes five times at once: ten people at one counter, and each at one pair.
    const answers = await Promise.all(crowd.flatMap((a) => Array.from({ length: 5 }, () => visit(a, b))));
    expect(answers.every((answer) => answer.data.visitProfile.visit !== null)).toBe(true);
    expect((await activity.ask(null, onUser('visitCount'), { id: b })).data._entities[0].visitCount).toBe(50);
    const page = (await visitors(b)).data._entities[0].visitors;
    expect(page.edges.map(({ node }: { node: { visits: number } }) => node.visits)).toEqual(Array(10).fill(5));
  });

  test('does not wait for a transaction that holds the profile\u2019s counter', async () => {
    const b = await activity.account();
    const crowd = await Promise.all(Array.from({ length: 5 }, () => activity.account()));
    await visit(crowd[0]!, b);
    const holder = await activity.pool.connect();
    let all: Promise<unknown>;
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM profile_counter WHERE user_id = $1 FOR UPDATE', [b]);
      // One in 16 draws the slot that is held, and waits; that all five do happens once in a million runs.
      const visits = crowd.map((a) => visit(a, b));
      all = Promise.all(visits);
      await Promise.any(visits);
    } finally {
      await holder.query('COMMIT');
      holder.release();
    }
    await all;
    expect((await activity.ask(null, onUser('visitCount'), { id: b })).data._entities[0].visitCount).toBe(6);
    const { rows } = await activity.pool.query('SELECT slot FROM profile_counter WHERE user_id = $1', [b]);
    expect(rows.length).toBeGreaterThan(1);
  });
});

describe('a visit is refused', () => {
  const codes = (answer: { data: { visitProfile: { visit: unknown; userErrors: { code: string }[] } } }) => {
    expect(answer.data.visitProfile.visit).toBeNull();
    return answer.data.visitProfile.userErrors.map(({ code }) => code);
  };

  test('of oneself', async () => {
    const a = await activity.account();
    expect(codes(await visit(a, a))).toEqual(['SELF']);
    expect(codes(await visit(a, a.toUpperCase()))).toEqual(['SELF']);
  });

  test.each(['FRAUDULENT', 'SUSPENDED', 'DELETED'] as const)('of an account that is %s, and by one', async (status) => {
    const [a, bad] = [await activity.account(), await activity.account(status)];
    expect(codes(await visit(a, bad))).toEqual(['TARGET_UNAVAILABLE']);
    expect(codes(await visit(bad, a))).toEqual(['ACCOUNT_RESTRICTED']);
    expect((await activity.events()).filter(({ key }) => key === a || key === bad)).toEqual([]);
    expect((await activity.ask(null, onUser('visitCount'), { id: a })).data._entities[0].visitCount).toBe(0);
  });

  test.each([
    ['no id at all', 'nobody'],
    ['a UUID of another version', '6f1c7f3e-5a0e-4d6c-9d3e-0a8f1f6f2b11'],
    ['an id of long ago that nobody has', '01890a5d-ac96-774b-bcce-b302099a8057'],
    ['an id of the far future', 'ffffffff-ffff-7fff-bfff-ffffffffffff'],
    ['an id of just now that nobody has', uuidv7()],
    ['something hostile', "'; DROP TABLE visit; --\u0000"],
  ])('of %s', async (_what, userId) => {
    expect(codes(await visit(await activity.account(), userId))).toEqual(['TARGET_UNAVAILABLE']);
  });

  test('without an identity, with a code', async () => {
    const answer = await visit(null, await activity.account());
    expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});

describe('visitors', () => {
  test('are shown to their owner only', async () => {
    const [a, b] = [await activity.account(), await activity.account()];
    await visit(a, b);
    const others = await visitors(a, b);
    expect(others.data._entities[0].visitors).toBeNull();
    expect(others.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const nobodys = await activity.ask(null, onUser('visitors { edges { cursor } }'), { id: b });
    expect(nobodys.data._entities[0].visitors).toBeNull();
    expect(nobodys.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('come page by page, each once, the latest first', async () => {
    const b = await activity.account();
    const crowd = await Promise.all(Array.from({ length: 7 }, () => activity.account()));
    for (const a of crowd) await visit(a, b);
    const seen: string[] = [];
    let after = '';
    for (let more = true; more; ) {
      const { edges, pageInfo } = (await visitors(b, b, `(first: 3${after})`)).data._entities[0].visitors;
      seen.push(...edges.map(({ node }: { node: { user: { id: string } } }) => node.user.id));
      expect(pageInfo.endCursor).toBe(edges.at(-1).cursor);
      after = `, after: "${pageInfo.endCursor}"`;
      more = pageInfo.hasNextPage;
    }
    expect(seen).toEqual([...crowd].reverse());
  });

  test.each(['(first: 0)', '(first: 101)', '(after: "garbage")', '(after: "WzEsMl0")'])('refuse %s', async (args) => {
    const b = await activity.account();
    expect((await visitors(b, b, args)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('take a first of 100', async () => {
    const b = await activity.account();
    expect((await visitors(b, b, '(first: 100)')).errors).toBeUndefined();
  });
});
