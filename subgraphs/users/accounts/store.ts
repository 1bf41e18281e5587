import type { Pool } from 'pg';
import type { PrismaClient } from '../../../prisma/users/generated/client.ts';
import type { AccountStatus, LiveUserModel, UserModel } from '../model.ts';
import { isId } from './account-id.ts';
import { toUserModel, userColumns } from './account-row.ts';

export interface AccountStore {
  /** In one query; an id that no account has is left out, and so is what isn't a UUID. */
  findByIds(ids: readonly string[]): Promise<ReadonlyMap<string, UserModel>>;
  findByHandleKey(handleKey: string): Promise<UserModel | null>;
}

/**
 * The hottest read of Kith: every list of people ends here. The columns are `userColumns`, named as the model's fields; the
 * day comes as text, which no zone can shift, and the time as seconds, which are read with less work than a date's
 * text. What Prisma reads is the measure (store.test.ts).
 */
const usersByIds = {
  name: 'users-by-ids',
  text: `
    SELECT id, status, handle, name, email, birth_date::text AS "birthDate", city, bio, interests,
      photo_url AS "photoUrl", date_part('epoch', joined_at) AS "joinedAt"
    FROM account WHERE id = ANY ($1::uuid[])`,
};

/** A live account's row; a tombstone's has nulls where the constraint of the table says so. */
type UserRow = Omit<LiveUserModel, 'status' | 'joinedAt'> & { status: AccountStatus; joinedAt: number };

function toModel(row: UserRow): UserModel {
  const { id, status } = row;
  if (status === 'DELETED') return { id, status };
  return { ...row, status, joinedAt: new Date(Math.round(row.joinedAt * 1000)) };
}

export function createAccountStore({ pool, prisma }: { pool: Pool; prisma: PrismaClient }): AccountStore {
  return {
    async findByIds(ids) {
      const wellFormed = ids.filter(isId);
      if (wellFormed.length === 0) return new Map();
      const { rows } = await pool.query<UserRow>({ ...usersByIds, values: [wellFormed] });
      return new Map(rows.map((row) => [row.id, toModel(row)]));
    },

    async findByHandleKey(handleKey) {
      const row = await prisma.account.findUnique({ where: { handleKey }, select: userColumns });
      return row && toUserModel(row);
    },
  };
}
