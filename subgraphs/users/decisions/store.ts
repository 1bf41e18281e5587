import { type OutboxEvent, writeOutbox } from '../../../platform/outbox/write-outbox.ts';
import type { PrismaClient } from '../../../prisma/users/generated/client.ts';
import type { DecidedAccount, Decision, DecisionOutcome } from './fold-decisions.ts';

export interface DecisionStore {
  /**
   * Locks the accounts, lets `fold` decide on them as they are, and stores the outcomes and `eventsFor` them in the same
   * transaction: after a crash at any point it is all there, or none of it and the decisions come again.
   */
  apply(
    accountIds: readonly string[],
    fold: (accounts: ReadonlyMap<string, DecidedAccount>) => readonly DecisionOutcome[],
    eventsFor: (outcomes: readonly DecisionOutcome[]) => readonly OutboxEvent[],
  ): Promise<void>;
}

export function createDecisionStore(prisma: PrismaClient): DecisionStore {
  return {
    apply: (accountIds, fold, eventsFor) =>
      prisma.$transaction(async (transaction) => {
        // In the order of their ids, so that two copies never wait for each other in a circle.
        await transaction.$queryRaw`
          SELECT 1 FROM account WHERE id = ANY(${[...accountIds]}::uuid[]) ORDER BY id FOR UPDATE`;
        const rows = await transaction.account.findMany({
          where: { id: { in: [...accountIds] } },
          select: { id: true, status: true, decision: { select: { eventId: true, decidedAt: true } } },
        });
        const outcomes = fold(new Map(rows.map(({ id, status, decision }) => [id, { status, last: decision }])));
        for (const { decision, statusChange } of outcomes) {
          const stored = columnsOf(decision);
          const { accountId } = decision;
          await transaction.fraudDecision.upsert({
            where: { accountId },
            create: { accountId, ...stored },
            update: stored,
          });
          if (statusChange)
            await transaction.account.update({ where: { id: accountId }, data: { status: statusChange } });
        }
        await writeOutbox(transaction, eventsFor(outcomes));
      }),
  };
}

function columnsOf({ eventId, decidedAt, action }: Decision) {
  return { eventId, decidedAt, action };
}
