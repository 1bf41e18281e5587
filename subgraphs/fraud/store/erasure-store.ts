import type { PrismaClient } from '../../../prisma/fraud/generated/client.ts';
import { lockAccount } from './account-lock.ts';

export interface ErasureStore {
  /**
   * Erases what is held of deleted accounts but their ids: texts go, an open case is closed without a verdict, and nothing
   * is decided on them any more. Doing it again changes nothing. The audit holds ids and rule names alone and stays.
   */
  erase(userIds: readonly string[]): Promise<void>;
}

export function createErasureStore(prisma: PrismaClient, now: () => Date = () => new Date()): ErasureStore {
  const eraseOne = (userId: string): Promise<void> =>
    prisma.$transaction(async (transaction) => {
      const { erased } = await lockAccount(transaction, userId);
      if (erased) return;
      const at = now();
      await transaction.decision.updateMany({ where: { userId }, data: { detail: '', clearedAt: at } });
      await transaction.fraudCase.updateMany({ where: { userId }, data: { note: null } });
      await transaction.fraudCase.updateMany({
        where: { userId, status: 'OPEN' },
        data: { status: 'RESOLVED', resolvedAt: at },
      });
      await transaction.assessment.update({
        where: { userId },
        data: { score: 0, level: 'NONE', restricted: false, erased: true },
      });
      await transaction.auditEntry.create({ data: { at, action: 'ERASED', userId, data: {} } });
    });

  return {
    async erase(userIds) {
      // A restart reads the last weeks' deletions again: one question instead of a transaction for each.
      const done = await prisma.assessment.findMany({
        where: { userId: { in: [...userIds] }, erased: true },
        select: { userId: true },
      });
      const erased = new Set(done.map(({ userId }) => userId));
      for (const userId of userIds) if (!erased.has(userId)) await eraseOne(userId);
    },
  };
}
