import type { AccountStatus, LiveUserModel, UserModel } from '../model.ts';

/**
 * The columns of a `User` in a statement of our own: `userColumns`, named as the model's fields. The day comes as text, which
 * no zone can shift, and the time as seconds, which are read with less work than a date's text.
 */
export const userRowColumns = `id, status, handle, name, email, birth_date::text AS "birthDate", city, bio, interests,
      photo_url AS "photoUrl", date_part('epoch', joined_at) AS "joinedAt"`;

/** A live account's row; a tombstone's has nulls where the constraint of the table says so. */
export type UserRow = Omit<LiveUserModel, 'status' | 'joinedAt'> & { status: AccountStatus; joinedAt: number };

export function toModel(row: UserRow): UserModel {
  const { id, status } = row;
  if (status === 'DELETED') return { id, status };
  return { ...row, status, joinedAt: new Date(Math.round(row.joinedAt * 1000)) };
}
