import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import { seededRandom } from '../../../platform/random/seeded-random.ts';
import {
  type ActivityFixture,
  createActivityFixture,
  likeProfile,
  unlikeProfile,
  visitProfile,
} from '../test/activity-fixture.ts';
import { findInconsistencies } from '../test/inconsistencies.ts';

let activity: ActivityFixture;
beforeAll(async () => {
  activity = await createActivityFixture();
});
afterAll(() => activity.close());

describe('what people do at the same time', () => {
  test('leaves tables that agree, and as many events as there were deeds', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => activity.account()));
    const random = seededRandom(7);
    const draw = (limit: number): number => Math.floor(random() * limit);
    // Few people and few mutations, so that they meet all the time.
    const deeds = Array.from({ length: 300 }, () => ({
      mutation: [visitProfile, likeProfile, likeProfile, unlikeProfile][draw(4)]!,
      actor: people[draw(people.length)]!,
      userId: people[draw(people.length)]!,
    }));
    const answers = await Promise.all(
      deeds.map(({ mutation, actor, userId }) => activity.ask(actor, mutation, { userId })),
    );
    for (const [index, { errors, data }] of answers.entries()) {
      expect(errors).toBeUndefined();
      const [payload] = Object.values(data) as { userErrors: { code: string }[] }[];
      const { actor, userId } = deeds[index]!;
      expect(payload!.userErrors.map(({ code }) => code)).toEqual(actor === userId ? ['SELF'] : []);
    }
    expect(await findInconsistencies(activity.pool)).toEqual([]);

    const { rows } = await activity.pool.query(
      'SELECT (SELECT count(*)::int FROM visit) AS visits, (SELECT count(*)::int FROM profile_like) AS likes',
    );
    const events = await activity.events();
    const published = (topic: string, type: string) =>
      events.filter((event) => event.topic === topic && event.envelope.type === type).length;
    expect(published('activity.recorded', 'visit.recorded')).toBe(rows[0].visits);
    expect(published('activity.noticed', 'visit.recorded')).toBe(rows[0].visits);
    const given = published('activity.recorded', 'like.recorded');
    expect(published('activity.noticed', 'like.recorded')).toBe(given);
    expect(given - published('activity.recorded', 'like.removed')).toBe(rows[0].likes);
    expect(new Set(events.map(({ envelope }) => envelope.id)).size).toBe(events.length);
  });

  test.each([
    ['a pair', 'UPDATE visitor SET visits = visits + 1'],
    ['a profile', 'UPDATE profile_counter SET likes = likes + 1'],
    [
      'a match',
      `INSERT INTO match (id, low_id, high_id, at) VALUES ('${uuidv7()}', '${uuidv7()}', '${uuidv7()}', now())`,
    ],
    ['an id', "UPDATE visit SET at = at - interval '1 day'"],
    ['a person', 'DELETE FROM account'],
  ])('and the check finds %s that is wrong', async (what, damage) => {
    const [a, b] = [await activity.account(), await activity.account()];
    await activity.ask(a, visitProfile, { userId: b });
    const client = await activity.pool.connect();
    try {
      await client.query(`BEGIN; ${damage}`);
      expect((await findInconsistencies(client)).some((found) => found.startsWith(what))).toBe(true);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});
