import type { Pool } from 'pg';
import type { PrismaClient } from '../../../prisma/users/generated/client.ts';
import type { LiveUserModel, UserModel } from '../model.ts';
import { isId } from './account-id.ts';
import { toUserModel, userColumns } from './account-row.ts';

export interface AccountStore {
  /** In one query; an id that no account has is left out, and so is what isn't a UUID. */
  findByIds(ids: readonly string[]): Promise<ReadonlyMap<string, UserModel>>;
  findByHandleKey(handleKey: string): Promise<UserModel | null>;
}

/**
 * The hottest read of Kith: every list of people ends here. The columns are `userColumns`, named as the model's fields, and
 * the day as text, which no zone can shift. What Prisma reads is the measure (store.test.ts).
 */
const usersByIds = {
  name: 'users-by-ids',
  text: `
    SELECT id, status, handle, name, email, birth_date::text AS "birthDate", city, bio, interests,
      photo_url AS "photoUrl", joined_at AS "joinedAt"
    FROM account WHERE id = ANY ($1::uuid[])`,
};

/** A row as it comes: already a model, but for what a tombstone has no data for. */
type UserRow = LiveUserModel | (Record<keyof LiveUserModel, unknown> & { id: string; status: 'DELETED' });

export function createAccountStore({ pool, prisma }: { pool: Pool; prisma: PrismaClient }): AccountStore {
  return {
    async findByIds(ids) {
      const wellFormed = ids.filter(isId);
      if (wellFormed.length === 0) return new Map();
      const { rows } = await pool.query<UserRow>({ ...usersByIds, values: [wellFormed] });
      const found = new Map<string, UserModel>();
      for (const row of rows) found.set(row.id, row.status === 'DELETED' ? { id: row.id, status: row.status } : row);
      return found;
    },

    async findByHandleKey(handleKey) {
      const row = await prisma.account.findUnique({ where: { handleKey }, select: userColumns });
      return row && toUserModel(row);
    },
  };
}
