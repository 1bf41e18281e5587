import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PrismaPg } from '@prisma/adapter-pg';
import type { RequestContext } from '../../../platform/http/subgraph-server.ts';
import { PrismaClient } from '../../../prisma/activity/generated/client.ts';
import { createLikeProfile } from '../actions/like-profile.ts';
import { createVisitProfile } from '../actions/visit-profile.ts';
import { type ActivityFixture, createActivityFixture, identityOf } from '../test/activity-fixture.ts';

let activity: ActivityFixture;
let prisma: PrismaClient;
let people: string[];
beforeAll(async () => {
  activity = await createActivityFixture();
  prisma = new PrismaClient({ adapter: new PrismaPg(activity.pool) });
  people = await Promise.all(Array.from({ length: 6 }, () => activity.account()));
  const arrivals = { wait: async () => false, close: async () => {} };
  const visit = createVisitProfile({ visits: activity.store.visits, arrivals });
  const like = createLikeProfile({ likes: activity.store.likes, arrivals });
  for (const [index, from] of people.entries()) {
    const request: RequestContext = { identity: identityOf(from), trace: null };
    await Promise.all(people.slice(index).flatMap((to) => [visit(request, from, to), visit(request, to, from)]));
    await Promise.all(people.slice(index).flatMap((to) => [like(request, from, to), like(request, to, from)]));
  }
});
afterAll(async () => {
  await prisma.$disconnect();
  await activity.close();
});

describe('prepared statements read what the Prisma model has', () => {
  test('the visitors of a profile', async () => {
    for (const visitedId of people) {
      const rows = await prisma.visitor.findMany({
        where: { visitedId },
        orderBy: [{ lastVisitedAt: 'desc' }, { visitorId: 'desc' }],
      });
      const expected = rows.map(({ visitorId, visits, lastVisitedAt }) => ({
        userId: visitorId,
        visits,
        lastVisitedAt,
      }));
      expect(expected).toHaveLength(people.length - 1);
      const { visitors } = activity.store.visits;
      expect(await visitors(visitedId, null, 100)).toEqual(expected);
      const second = expected[1]!;
      const position = { at: second.lastVisitedAt, visitorId: second.userId };
      expect(await visitors(visitedId, position, 2)).toEqual(expected.slice(2, 4));
    }
  });

  test('the likes and matches of a person', async () => {
    const latestFirst = { orderBy: { id: 'desc' }, take: 3 } as const;
    for (const id of people) {
      const { likes, matches } = activity.store;
      expect(await likes.received(id, null, 3)).toEqual(
        await prisma.like.findMany({ where: { toId: id }, ...latestFirst }),
      );
      expect(await likes.given(id, null, 3)).toEqual(
        await prisma.like.findMany({ where: { fromId: id }, ...latestFirst }),
      );
      const rows = await prisma.match.findMany({ where: { OR: [{ lowId: id }, { highId: id }] }, ...latestFirst });
      expect(await matches.of(id, null, 3)).toEqual(
        rows.map(({ id: match, at, lowId, highId }) => ({ id: match, at, userIds: [lowId, highId] })),
      );
    }
  });

  test('the counts of profiles', async () => {
    const sums = await prisma.profileCounter.groupBy({ by: ['userId'], _sum: { visits: true, likes: true } });
    const expected = new Map(
      sums.map(({ userId, _sum }) => [userId, { visits: Number(_sum.visits), likes: Number(_sum.likes) }]),
    );
    expect(expected.size).toBe(people.length);
    expect(await activity.store.counters.read(people)).toEqual(expected);
  });

  test('whom somebody likes', async () => {
    const [viewer] = people as [string];
    await prisma.like.deleteMany({ where: { fromId: viewer, toId: people[2]! } });
    const rows = await prisma.like.findMany({
      where: { fromId: viewer, toId: { in: people } },
      select: { toId: true },
    });
    expect(rows).toHaveLength(people.length - 2);
    expect(await activity.store.likes.likedAmong(viewer, people)).toEqual(new Set(rows.map(({ toId }) => toId)));
  });
});
