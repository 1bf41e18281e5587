import { readFileSync } from 'node:fs';
import { PrismaPg } from '@prisma/adapter-pg';
import { toConnection } from '../../../platform/http/keyset.ts';
import { dateTimeScalar } from '../../../platform/http/scalars.ts';
import { writeOutbox } from '../../../platform/outbox/write-outbox.ts';
import { type Prisma, PrismaClient } from '../../../prisma/activity/generated/client.ts';
import { eventContext, likeEvents, matchEvents, visitEvents } from '../../../subgraphs/activity/events.ts';
import { makeId } from '../../../subgraphs/activity/ids.ts';
import type { LikeModel, MatchModel, VisitModel } from '../../../subgraphs/activity/model.ts';
import { type DocumentedContext, startDocumented } from './documented.ts';
import { runProgram } from './program.ts';

const identityOf = (subject: string) => ({
  trace: null,
  identity: { subject, scopes: [], session: null, address: '', device: null, client: null, clientVersion: null },
});

/** The same rows, counts and events as Kith stores, in one interactive transaction of Prisma a mutation. */
runProgram(({ DATABASE_URL, INTERNAL_TOKEN_SECRET }) => {
  const prisma = new PrismaClient({
    adapter: new PrismaPg({ connectionString: DATABASE_URL }),
    // Its own 2 and 5 seconds fail under load on a slow machine.
    transactionOptions: { maxWait: 30_000, timeout: 30_000 },
  });

  const mayAct = async (tx: Prisma.TransactionClient, actor: string, target: string): Promise<boolean> => {
    const accounts = await tx.account.findMany({ where: { id: { in: [actor, target] } } });
    return accounts.length === 2 && accounts.every(({ status }) => status === 'ACTIVE');
  };
  const count = (tx: Prisma.TransactionClient, userId: string, column: 'visits' | 'likes') =>
    tx.profileCounter.upsert({
      where: { userId_slot: { userId, slot: 0 } },
      create: { userId, slot: 0, visits: 0, likes: 0, [column]: 1 },
      update: { [column]: { increment: 1 } },
    });
  const refused = {
    userErrors: [{ code: 'TARGET_UNAVAILABLE', message: 'This profile is not available.', field: null }],
  };

  return startDocumented<DocumentedContext>({
    typeDefs: readFileSync(new URL('../../../subgraphs/activity/schema.graphql', import.meta.url), 'utf8'),
    secret: INTERNAL_TOKEN_SECRET,
    context: (request) => request,
    resolvers: {
      DateTime: dateTimeScalar,
      User: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        visitors: async ({ id }: { id: string }, { first }: { first: number }, { viewer }: DocumentedContext) => {
          if (viewer !== id) throw new Error('not yours');
          const rows = await prisma.visitor.findMany({
            where: { visitedId: id },
            orderBy: [{ lastVisitedAt: 'desc' }, { visitorId: 'desc' }],
            take: first + 1,
          });
          return toConnection(rows, first, {
            position: (row) => [row.lastVisitedAt.toISOString(), row.visitorId],
            node: (row) => row,
          });
        },
      },
      Query: { me: (_: unknown, _args: unknown, { viewer }: DocumentedContext) => (viewer ? { id: viewer } : null) },
      Visitor: { user: ({ visitorId }: { visitorId: string }) => ({ id: visitorId }) },
      Mutation: {
        visitProfile: (_: unknown, { userId }: { userId: string }, { viewer }: DocumentedContext) =>
          prisma.$transaction(async (tx) => {
            const visitorId = viewer!;
            if (!(await mayAct(tx, visitorId, userId))) return refused;
            const visit: VisitModel = { ...makeId(), visitorId, visitedId: userId };
            await tx.visit.create({ data: visit });
            await tx.visitor.upsert({
              where: { visitorId_visitedId: { visitorId, visitedId: userId } },
              create: { visitorId, visitedId: userId, visits: 1, lastVisitedAt: visit.at },
              update: { visits: { increment: 1 }, lastVisitedAt: visit.at },
            });
            await count(tx, userId, 'visits');
            await writeOutbox(tx, visitEvents(visit, eventContext(identityOf(visitorId), visit.at)));
            return { visit, userErrors: [] };
          }),
        likeProfile: (_: unknown, { userId }: { userId: string }, { viewer }: DocumentedContext) =>
          prisma.$transaction(async (tx) => {
            const fromId = viewer!;
            if (!(await mayAct(tx, fromId, userId))) return refused;
            const existing = await tx.like.findUnique({ where: { fromId_toId: { fromId, toId: userId } } });
            if (existing) return { like: existing, userErrors: [] };
            const back = await tx.like.findUnique({ where: { fromId_toId: { fromId: userId, toId: fromId } } });
            const like: LikeModel = { ...makeId(), fromId, toId: userId };
            await tx.like.create({ data: like });
            const events = likeEvents(like, eventContext(identityOf(fromId), like.at));
            let match: MatchModel | null = null;
            if (back) {
              const [lowId, highId] = [fromId, userId].sort() as [string, string];
              match = { ...makeId(), userIds: [lowId, highId] };
              await tx.match.create({ data: { id: match.id, at: match.at, lowId, highId } });
              events.push(...matchEvents(match, eventContext(identityOf(fromId), match.at)));
            }
            await count(tx, userId, 'likes');
            await writeOutbox(tx, events);
            return { like, match, userErrors: [] };
          }),
      },
    },
  });
});
