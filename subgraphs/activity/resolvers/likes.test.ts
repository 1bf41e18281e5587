import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type ActivityFixture,
  createActivityFixture,
  likeProfile,
  onUser,
  unlikeProfile,
} from '../test/activity-fixture.ts';

let activity: ActivityFixture;
beforeAll(async () => {
  activity = await createActivityFixture({ arrivalWaitMs: 300 });
});
afterAll(() => activity.close());

const like = async (viewer: string, userId: string) =>
  (await activity.ask(viewer, likeProfile, { userId })).data.likeProfile;
const unlike = async (viewer: string, userId: string) =>
  (await activity.ask(viewer, unlikeProfile, { userId })).data.unlikeProfile;
const read = async (viewer: string | null, id: string, fields: string) =>
  (await activity.ask(viewer, onUser(fields), { id })).data._entities[0];
const pair = () => Promise.all([activity.account(), activity.account()]);
/** Topic, type and key of what was published with one of these as actor. */
const eventsOf = async (...actors: string[]) =>
  (await activity.events())
    .filter(({ envelope }) => actors.includes(envelope.actor ?? ''))
    .map(({ topic, key, envelope }) => [topic, envelope.type, key]);

describe('a like', () => {
  test('is readable at once by both, and counted', async () => {
    const [a, b] = await pair();
    const made = await like(a, b);
    expect(made).toMatchObject({ like: { from: { id: a }, to: { id: b } }, match: null, userErrors: [] });
    const received = await read(b, b, 'likesReceived { edges { node { id from { id } } } } likeCount');
    expect(received).toEqual({
      likesReceived: { edges: [{ node: { id: made.like.id, from: { id: a } } }] },
      likeCount: 1,
    });
    expect((await read(a, a, 'likesGiven { edges { node { id to { id } } } }')).likesGiven.edges).toEqual([
      { node: { id: made.like.id, to: { id: b } } },
    ]);
    expect(await read(a, b, 'likedByViewer')).toEqual({ likedByViewer: true });
    expect(await read(b, a, 'likedByViewer')).toEqual({ likedByViewer: false });
    expect(await read(null, b, 'likedByViewer')).toEqual({ likedByViewer: null });
    expect(await eventsOf(a)).toEqual([
      ['activity.recorded', 'like.recorded', a],
      ['activity.noticed', 'like.recorded', b],
    ]);
  });

  test('given twice is the same like, and one event', async () => {
    const [a, b] = await pair();
    const first = await like(a, b);
    expect(await like(a, b)).toEqual(first);
    expect(await read(null, b, 'likeCount')).toEqual({ likeCount: 1 });
    expect(await eventsOf(a)).toHaveLength(2);
  });

  test('given many times at once is one like, and one event', async () => {
    const [a, b] = await pair();
    const answers = await Promise.all(Array.from({ length: 20 }, () => like(a, b)));
    expect(new Set(answers.map((answer) => answer.like.id)).size).toBe(1);
    expect(await read(null, b, 'likeCount')).toEqual({ likeCount: 1 });
    expect(await eventsOf(a)).toHaveLength(2);
  });

  test('of a person whom many like at once is counted exactly', async () => {
    const b = await activity.account();
    const crowd = await Promise.all(Array.from({ length: 25 }, () => activity.account()));
    await Promise.all(crowd.map((a) => like(a, b)));
    await Promise.all(crowd.slice(0, 10).map((a) => unlike(a, b)));
    expect(await read(null, b, 'likeCount')).toEqual({ likeCount: 15 });
  });
});

describe('two likes that meet', () => {
  test('are one match, of which each is noticed once', async () => {
    const [a, b] = await pair();
    await like(a, b);
    const second = await like(b, a);
    expect(second.match.users).toEqual([a, b].sort().map((id) => ({ id })));
    for (const viewer of [a, b]) {
      expect((await read(viewer, viewer, 'matches { edges { node { id } } }')).matches.edges).toEqual([
        { node: { id: second.match.id } },
      ]);
    }
    const notices = (await eventsOf(a, b)).filter(([, type]) => type === 'match.made');
    expect(notices.map(([topic]) => topic)).toEqual(['activity.noticed', 'activity.noticed']);
    expect(notices.map(([, , key]) => key).sort()).toEqual([a, b].sort());
    expect((await like(a, b)).match.id).toBe(second.match.id);
  });

  test('are exactly one match however they race, and nobody deadlocks', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => activity.account()));
    const couples = people.flatMap((a, index) => people.slice(index + 1).map((b) => [a, b] as const));
    // Everybody likes everybody, each couple's two likes side by side, all at once.
    const answers = await Promise.all(couples.flatMap(([a, b]) => [like(a, b), like(b, a)]));
    expect(answers.every(({ like: made, userErrors }) => made && userErrors.length === 0)).toBe(true);
    // Of each couple exactly one like was the second, and made the match.
    expect(answers.filter(({ match }) => match)).toHaveLength(couples.length);
    const { rows } = await activity.pool.query(
      'SELECT count(*)::int AS matches FROM match WHERE low_id = ANY ($1) AND high_id = ANY ($1)',
      [people],
    );
    expect(rows[0].matches).toBe(couples.length);
    const notices = (await eventsOf(...people)).filter(([, type]) => type === 'match.made');
    expect(notices).toHaveLength(2 * couples.length);
  });
});

describe('a like taken back', () => {
  test('is gone with its match and its count, and tells who watches the actor', async () => {
    const [a, b] = await pair();
    const { like: made } = await like(a, b);
    await like(b, a);
    expect(await unlike(a, b)).toMatchObject({ like: { id: made.id, to: { id: b } }, userErrors: [] });
    expect(await read(b, b, 'likeCount likesReceived { edges { cursor } } matches { edges { cursor } }')).toEqual({
      likeCount: 0,
      likesReceived: { edges: [] },
      matches: { edges: [] },
    });
    // The other's like stands.
    expect(await read(a, a, 'likeCount')).toEqual({ likeCount: 1 });
    expect((await eventsOf(a)).at(-1)).toEqual(['activity.recorded', 'like.removed', a]);
  });

  test('that is given again is a new like and a new match', async () => {
    const [a, b] = await pair();
    const first = await like(a, b);
    const { match } = await like(b, a);
    await unlike(a, b);
    const again = await like(a, b);
    expect(again.like.id).not.toBe(first.like.id);
    expect(again.match.id).not.toBe(match.id);
  });

  test('where there was none is null, no error and no event', async () => {
    const [a, b] = await pair();
    expect(await unlike(a, b)).toEqual({ like: null, userErrors: [] });
    expect(await eventsOf(a)).toEqual([]);
  });

  test('while it is given, in any interleaving, ends in rows, count and events that agree', async () => {
    const [a, b] = await pair();
    await like(b, a);
    await Promise.all(Array.from({ length: 30 }, (_, index) => (index % 2 ? unlike(a, b) : like(a, b))));
    const state = await read(a, b, 'likedByViewer likeCount');
    expect(state.likeCount).toBe(state.likedByViewer ? 1 : 0);
    expect((await read(a, a, 'matches { edges { cursor } }')).matches.edges).toHaveLength(state.likedByViewer ? 1 : 0);
    // In the outbox's order, likes and unlikes of the actor alternate.
    const facts = (await eventsOf(a)).filter(([topic]) => topic === 'activity.recorded').map(([, type]) => type);
    facts.forEach((type, index) => {
      expect(type).toBe(index % 2 ? 'like.removed' : 'like.recorded');
    });
    expect(facts.length % 2 === 1).toBe(state.likedByViewer);
  });

  test('may be taken back from an account that was restricted since', async () => {
    const [a, b] = await pair();
    await like(a, b);
    await activity.store.accounts.project([{ id: b, status: 'SUSPENDED', offset: 1, at: new Date() }]);
    expect((await unlike(a, b)).like).not.toBeNull();
  });
});

describe('a like is refused', () => {
  const code = async (viewer: string, userId: string) => {
    const answer = await like(viewer, userId);
    expect(answer.like).toBeNull();
    return answer.userErrors.map((error: { code: string }) => error.code);
  };

  test('of oneself, of nobody, and of and by restricted accounts, as is taking one back', async () => {
    const [a, bad] = [await activity.account(), await activity.account('FRAUDULENT')];
    expect(await code(a, a)).toEqual(['SELF']);
    expect(await code(a, 'nobody')).toEqual(['TARGET_UNAVAILABLE']);
    expect(await code(a, '01890a5d-ac96-774b-bcce-b302099a8057')).toEqual(['TARGET_UNAVAILABLE']);
    expect(await code(a, bad)).toEqual(['TARGET_UNAVAILABLE']);
    expect(await code(bad, a)).toEqual(['ACCOUNT_RESTRICTED']);
    expect((await unlike(bad, a)).userErrors[0].code).toBe('ACCOUNT_RESTRICTED');
    expect((await unlike(a, a)).userErrors[0].code).toBe('SELF');
    expect((await unlike(a, '01890a5d-ac96-774b-bcce-b302099a8057')).userErrors[0].code).toBe('TARGET_UNAVAILABLE');
    expect(await eventsOf(a, bad)).toEqual([]);
  });

  test('without an identity, with a code', async () => {
    const b = await activity.account();
    for (const mutation of [likeProfile, unlikeProfile]) {
      const answer = await activity.ask(null, mutation, { userId: b });
      expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
  });
});

describe('lists of likes and matches', () => {
  test.each(['likesReceived', 'likesGiven', 'matches'])('%s are for their owner only', async (field) => {
    const [a, b] = await pair();
    await like(a, b);
    await like(b, a);
    const answer = await activity.ask(a, onUser(`${field} { edges { cursor } }`), { id: b });
    expect(answer.data._entities[0][field]).toBeNull();
    expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test.each(['likesReceived', 'likesGiven', 'matches'])(
    '%s come page by page, each once, the latest first',
    async (field) => {
      const me = await activity.account();
      const made: string[] = [];
      for (let index = 0; index < 5; index++) {
        const other = await activity.account();
        const received = await like(other, me);
        const given = await like(me, other);
        made.unshift({ likesReceived: received.like.id, likesGiven: given.like.id, matches: given.match.id }[field]!);
      }
      const seen: string[] = [];
      for (let after = '', more = true; more; ) {
        const page = await read(
          me,
          me,
          `${field}(first: 2${after}) { edges { node { id } } pageInfo { hasNextPage endCursor } }`,
        );
        seen.push(...page[field].edges.map(({ node }: { node: { id: string } }) => node.id));
        after = `, after: "${page[field].pageInfo.endCursor}"`;
        more = page[field].pageInfo.hasNextPage;
      }
      expect(seen).toEqual(made);
    },
  );
});
