import type { Claim } from '../../../platform/http/claim.ts';
import type { Reader } from '../../../platform/postgres/reader.ts';
import type { PrismaClient } from '../../../prisma/users/generated/client.ts';
import type { UserModel } from '../model.ts';
import { isId } from './account-id.ts';
import { toUserModel, userColumns } from './account-row.ts';
import { toModel, type UserRow, userRowColumns } from './user-row.ts';

export interface AccountStore {
  /** In one query; an id that no account has is left out, and so is what isn't a UUID. */
  findByIds(ids: readonly string[], claim?: Claim): Promise<ReadonlyMap<string, UserModel>>;
  findByHandleKey(handleKey: string): Promise<UserModel | null>;
}

/** The hottest read of Kith: every list of people ends here. What Prisma reads is the measure (store.test.ts). */
const usersByIds = {
  name: 'users-by-ids',
  text: `
    SELECT ${userRowColumns} FROM account WHERE id = ANY ($1::uuid[])`,
};

export function createAccountStore({ reader, prisma }: { reader: Reader; prisma: PrismaClient }): AccountStore {
  return {
    async findByIds(ids, claim) {
      const wellFormed = ids.filter(isId);
      if (wellFormed.length === 0) return new Map();
      const rows = await reader.read<UserRow>(usersByIds, [wellFormed], claim);
      return new Map(rows.map((row) => [row.id, toModel(row)]));
    },

    async findByHandleKey(handleKey) {
      const row = await prisma.account.findUnique({ where: { handleKey }, select: userColumns });
      return row && toUserModel(row);
    },
  };
}
