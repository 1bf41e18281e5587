import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLoaders } from '../loaders.ts';
import {
  type ActivityFixture,
  createActivityFixture,
  identityOf,
  likeProfile,
  onUser,
  visitProfile,
} from '../test/activity-fixture.ts';

let activity: ActivityFixture;
beforeAll(async () => {
  activity = await createActivityFixture();
});
afterAll(() => activity.close());

const entities = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Visit { id at visitor { id } visited { id } }
    ... on Like { id at from { id } to { id } }
    ... on Match { id at users { id } }
  }
}`;

describe('visits, likes and matches by id', () => {
  test('are there for the two people they are about, and for nobody else', async () => {
    const [a, b, c] = [await activity.account(), await activity.account(), await activity.account()];
    const { visit } = (await activity.ask(a, visitProfile, { userId: b })).data.visitProfile;
    const { like } = (await activity.ask(a, likeProfile, { userId: b })).data.likeProfile;
    const { match } = (await activity.ask(b, likeProfile, { userId: a })).data.likeProfile;
    const representations = [
      { __typename: 'Visit', id: visit.id },
      { __typename: 'Like', id: like.id },
      { __typename: 'Match', id: match.id },
    ];
    for (const viewer of [a, b])
      expect((await activity.ask(viewer, entities, { representations })).data._entities).toEqual([visit, like, match]);
    for (const viewer of [c, null])
      expect((await activity.ask(viewer, entities, { representations })).data._entities).toEqual([null, null, null]);
  });

  test('that do not exist are null, each for itself', async () => {
    const a = await activity.account();
    const { visit } = (await activity.ask(a, visitProfile, { userId: await activity.account() })).data.visitProfile;
    const representations = [
      { __typename: 'Visit', id: 'nonsense' },
      { __typename: 'Visit', id: visit.id },
      { __typename: 'Like', id: visit.id },
    ];
    const answer = await activity.ask(a, entities, { representations });
    expect(answer.errors).toBeUndefined();
    expect(answer.data._entities).toEqual([null, visit, null]);
  });
});

describe('people', () => {
  test('cost one statement a field, however many they are', async () => {
    const me = await activity.account();
    const people = await Promise.all(Array.from({ length: 20 }, () => activity.account()));
    await activity.ask(me, likeProfile, { userId: people[3]! });
    const representations = people.map((id) => ({ __typename: 'User', id }));
    const answer = await activity.ask(
      me,
      `query ($representations: [_Any!]!) {
        _entities(representations: $representations) { ... on User { id visitCount likeCount likedByViewer } }
      }`,
      { representations },
    );
    expect(answer.data._entities).toEqual(
      people.map((id, index) => ({ id, visitCount: 0, likeCount: Number(index === 3), likedByViewer: index === 3 })),
    );

    let statements = 0;
    const count = () => {
      statements++;
    };
    activity.pool.on('acquire', count);
    const loaders = createLoaders(activity.store)(identityOf(me));
    await Promise.all(
      people.flatMap((id) => [loaders.counts.load(id), loaders.counts.load(id), loaders.likedByViewer.load(id)]),
    );
    activity.pool.off('acquire', count);
    expect(statements).toBe(2);
  });

  test('who are unknown have zeros, who deleted their account have nulls, and no id is an error', async () => {
    const unknown = '01890a5d-ac96-774b-bcce-b302099a8057';
    const deleted = await activity.account('DELETED');
    const counts = async (id: string) => activity.ask(null, onUser('visitCount likeCount'), { id });
    expect((await counts(unknown)).data._entities).toEqual([{ visitCount: 0, likeCount: 0 }]);
    expect((await counts(deleted)).data._entities).toEqual([{ visitCount: null, likeCount: null }]);
    expect(await counts('nonsense')).toEqual({ data: { _entities: [{ visitCount: null, likeCount: null }] } });
  });
});

describe('the viewer', () => {
  test('is who the router says, without a statement, and has what is theirs', async () => {
    const [me, other] = [await activity.account(), await activity.account()];
    await activity.ask(other, visitProfile, { userId: me });
    let statements = 0;
    const count = () => {
      statements++;
    };
    activity.pool.on('acquire', count);
    expect((await activity.ask(me, '{ me { __typename id } }')).data).toEqual({ me: { __typename: 'User', id: me } });
    activity.pool.off('acquire', count);
    expect(statements).toBe(0);
    expect((await activity.ask(me, '{ me { visitors { edges { node { user { id } } } } } }')).data).toEqual({
      me: { visitors: { edges: [{ node: { user: { id: other } } }] } },
    });
  });

  test('is nobody where nobody is signed in', async () => {
    expect(await activity.ask(null, '{ me { id } }')).toEqual({ data: { me: null } });
  });
});

describe('an identity', () => {
  test('whose subject is no account is nobody here', async () => {
    expect((await activity.ask('auth0|123', '{ me { id } }')).data).toEqual({ me: null });
    const userId = await activity.account();
    const answer = await activity.ask('auth0|123', visitProfile, { userId });
    expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await activity.ask('auth0|123', onUser('likedByViewer'), { id: userId })).data._entities).toEqual([
      { likedByViewer: null },
    ]);
  });
});
