import type { PrismaClient } from '../../../prisma/users/generated/client.ts';
import type { UserModel } from '../model.ts';
import { isId } from './account-id.ts';
import { toUserModel, userColumns } from './account-row.ts';

export interface AccountStore {
  /** In one query; an id that no account has is left out, and so is what isn't a UUID. */
  findByIds(ids: readonly string[]): Promise<ReadonlyMap<string, UserModel>>;
  findByHandleKey(handleKey: string): Promise<UserModel | null>;
}

export function createAccountStore(prisma: PrismaClient): AccountStore {
  return {
    async findByIds(ids) {
      const wellFormed = ids.filter(isId);
      if (wellFormed.length === 0) return new Map();
      const rows = await prisma.account.findMany({ where: { id: { in: wellFormed } }, select: userColumns });
      return new Map(rows.map((row) => [row.id, toUserModel(row)]));
    },

    async findByHandleKey(handleKey) {
      const row = await prisma.account.findUnique({ where: { handleKey }, select: userColumns });
      return row && toUserModel(row);
    },
  };
}
