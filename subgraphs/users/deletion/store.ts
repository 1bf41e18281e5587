import { type OutboxEvent, writeOutbox } from '../../../platform/outbox/write-outbox.ts';
import type { PrismaClient } from '../../../prisma/users/generated/client.ts';
import type { AccountStatus, TombstoneModel } from '../model.ts';

export interface DeletionStore {
  /** What a deletion is checked against; null where the account is gone. */
  findSecret(accountId: string): Promise<{ email: string; passwordHash: string; status: AccountStatus } | null>;
  /**
   * Erases an ACTIVE account's personal data, ends its sessions and publishes `eventsFor` the sessions that ended.
   * Null where it isn't ACTIVE any more.
   */
  erase(
    accountId: string,
    now: Date,
    eventsFor: (sessionIds: readonly string[]) => readonly OutboxEvent[],
  ): Promise<TombstoneModel | null>;
}

export function createDeletionStore(prisma: PrismaClient): DeletionStore {
  return {
    async findSecret(accountId) {
      const row = await prisma.account.findUnique({
        where: { id: accountId },
        select: { email: true, passwordHash: true, status: true },
      });
      if (!row || row.email === null || row.passwordHash === null) return null;
      return { email: row.email, passwordHash: row.passwordHash, status: row.status };
    },

    erase: (accountId, now, eventsFor) =>
      prisma.$transaction(async (transaction) => {
        const erased = await transaction.account.updateMany({
          where: { id: accountId, status: 'ACTIVE' },
          data: { ...nothing, status: 'DELETED', deletedAt: now },
        });
        if (erased.count === 0) return null;
        const ended = await transaction.session.updateManyAndReturn({
          where: { accountId, endedAt: null },
          data: { endedAt: now, endReason: 'ACCOUNT_DELETED' },
          select: { id: true },
        });
        await writeOutbox(transaction, eventsFor(ended.map((session) => session.id)));
        return { id: accountId, status: 'DELETED' as const };
      }),
  };
}

/** Every column that says something about the person; the table's check constraint names the same. */
const nothing = {
  email: null,
  passwordHash: null,
  handle: null,
  handleKey: null,
  name: null,
  birthDate: null,
  city: null,
  cityKey: null,
  bio: null,
  interests: [],
  interestKeys: [],
  photoUrl: null,
  scopes: [],
};
