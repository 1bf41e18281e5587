import type { Claim } from '../../../platform/http/claim.ts';
import { listOfIds, listParameter } from '../../../platform/postgres/list-parameter.ts';
import type { Reader } from '../../../platform/postgres/reader.ts';
import type { RowStatement } from '../../../platform/postgres/row-statement.ts';
import type { PrismaClient } from '../../../prisma/users/generated/client.ts';
import type { TombstoneModel, UserModel } from '../model.ts';
import { isId } from './account-id.ts';
import { toUserModel, userColumns } from './account-row.ts';
import type { UserCard } from './card.ts';
import { toModel, type UserRow, userRowColumns } from './user-row.ts';

export interface AccountStore {
  /** In one query; an id that no account has is left out, and so is what isn't a UUID. */
  findByIds(ids: readonly string[], claim?: Claim): Promise<ReadonlyMap<string, UserModel>>;
  /** The same people with what a list shows of them. */
  findCardsByIds(ids: readonly string[], claim?: Claim): Promise<ReadonlyMap<string, UserCard | TombstoneModel>>;
  findByHandleKey(handleKey: string): Promise<UserModel | null>;
}

/** What Prisma reads is the measure (store.test.ts). */
const usersByIds = {
  name: 'users-by-ids',
  text: `
    SELECT ${userRowColumns} FROM account WHERE id = ANY (${listParameter('$1', 'uuid')})`,
};

/** The hottest read of Kith: every list of people ends here. A third of the columns, and those need no parsing. */
const cardsByIds: RowStatement<UserCard | TombstoneModel> = {
  name: 'user-cards-by-ids',
  text: `SELECT id, status, handle, name, photo_url FROM account WHERE id = ANY (${listParameter('$1', 'uuid')})`,
  toRow([id, status, handle, name, photoUrl]) {
    const row = { id, status, handle, name, photoUrl } as UserCard | TombstoneModel;
    return row.status === 'DELETED' ? { id: row.id, status: row.status } : row;
  },
};

export function createAccountStore({ reader, prisma }: { reader: Reader; prisma: PrismaClient }): AccountStore {
  return {
    async findByIds(ids, claim) {
      const wellFormed = ids.filter(isId);
      if (wellFormed.length === 0) return new Map();
      const rows = await reader.read<UserRow>(usersByIds, [wellFormed], claim);
      return new Map(rows.map((row) => [row.id, toModel(row)]));
    },

    async findCardsByIds(ids, claim) {
      const wellFormed = ids.filter(isId);
      if (wellFormed.length === 0) return new Map();
      const rows = await reader.readRows(cardsByIds, [listOfIds(wellFormed)], claim);
      return new Map(rows.map((row) => [row.id, row]));
    },

    async findByHandleKey(handleKey) {
      const row = await prisma.account.findUnique({ where: { handleKey }, select: userColumns });
      return row && toUserModel(row);
    },
  };
}
