import { type OutboxEvent, writeOutbox } from '../../../platform/outbox/write-outbox.ts';
import type { PrismaClient } from '../../../prisma/users/generated/client.ts';
import { toUserModel, userColumns } from '../accounts/account-row.ts';
import { searchKey } from '../accounts/search-key.ts';
import type { UserModel } from '../model.ts';
import type { ProfileChanges } from './validate-profile.ts';

export interface ProfileStore {
  /**
   * Locks an account, lets `decide` look at it, and stores the changes it returns (null: none) with their event.
   * Returns the account afterwards, or null where there is none.
   */
  update(
    accountId: string,
    decide: (user: UserModel) => { changes: ProfileChanges; event: OutboxEvent } | null,
  ): Promise<UserModel | null>;
}

export function createProfileStore(prisma: PrismaClient): ProfileStore {
  return {
    update: (accountId, decide) =>
      prisma.$transaction(async (transaction) => {
        await transaction.$queryRaw`SELECT 1 FROM account WHERE id = ${accountId}::uuid FOR UPDATE`;
        const row = await transaction.account.findUnique({ where: { id: accountId }, select: userColumns });
        if (!row) return null;
        const user = toUserModel(row);
        const decision = decide(user);
        if (!decision) return user;
        const { changes, event } = decision;
        const changed = await transaction.account.update({
          where: { id: accountId },
          data: {
            ...changes,
            ...(changes.city === undefined ? {} : { cityKey: searchKey(changes.city) }),
            ...(changes.interests === undefined ? {} : { interestKeys: changes.interests.map(searchKey) }),
          },
          select: userColumns,
        });
        await writeOutbox(transaction, [event]);
        return toUserModel(changed);
      }),
  };
}
