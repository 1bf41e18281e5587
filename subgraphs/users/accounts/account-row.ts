import type { AccountStatus, UserModel } from '../model.ts';

/** The columns that a `User` is made of; names as in the Prisma model. */
export const userColumns = {
  id: true,
  status: true,
  email: true,
  handle: true,
  name: true,
  birthDate: true,
  city: true,
  bio: true,
  interests: true,
  photoUrl: true,
  joinedAt: true,
} as const;

export interface AccountRow {
  id: string;
  status: AccountStatus;
  email: string | null;
  handle: string | null;
  name: string | null;
  birthDate: Date | null;
  city: string | null;
  bio: string | null;
  interests: string[];
  photoUrl: string | null;
  joinedAt: Date;
}

/** The `User` behind a row. That a live account has no nulls here is a check constraint of the table. */
export function toUserModel(row: AccountRow): UserModel {
  if (row.status === 'DELETED') return { id: row.id, status: row.status };
  return {
    id: row.id,
    status: row.status,
    handle: row.handle!,
    name: row.name!,
    email: row.email!,
    birthDate: row.birthDate!.toISOString().slice(0, 10),
    city: row.city!,
    bio: row.bio,
    interests: row.interests,
    photoUrl: row.photoUrl,
    joinedAt: row.joinedAt,
  };
}
