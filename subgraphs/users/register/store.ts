import { type OutboxEvent, writeOutbox } from '../../../platform/outbox/write-outbox.ts';
import { Prisma, type PrismaClient } from '../../../prisma/users/generated/client.ts';
import { toUserModel, userColumns } from '../accounts/account-row.ts';
import { searchKey } from '../accounts/search-key.ts';
import type { UserModel } from '../model.ts';
import { insertSession, type NewSession } from '../sessions/store.ts';
import type { Registration } from './validate-registration.ts';

export interface RegistrationStore {
  /** Which of the two an account has already. */
  findTaken(wanted: { email: string; handle: string }): Promise<{ email: boolean; handle: boolean }>;
  /** Stores an account with its first session and its events; null where its email or handle was taken meanwhile. */
  insert(
    account: Registration & { id: string; passwordHash: string; joinedAt: Date },
    session: NewSession,
    events: readonly OutboxEvent[],
  ): Promise<UserModel | null>;
}

/** Prisma's code of a broken unique constraint. */
const uniqueViolation = 'P2002';

export function createRegistrationStore(prisma: PrismaClient): RegistrationStore {
  return {
    async findTaken({ email, handle }) {
      const handleKey = searchKey(handle);
      const rows = await prisma.account.findMany({
        where: { OR: [{ email }, { handleKey }] },
        select: { email: true, handleKey: true },
      });
      return {
        email: rows.some((row) => row.email === email),
        handle: rows.some((row) => row.handleKey === handleKey),
      };
    },

    async insert(account, session, events) {
      try {
        return await prisma.$transaction(async (transaction) => {
          const row = await transaction.account.create({
            data: {
              ...account,
              birthDate: new Date(account.birthDate),
              handleKey: searchKey(account.handle),
              cityKey: searchKey(account.city),
            },
            select: userColumns,
          });
          await insertSession(transaction, session);
          await writeOutbox(transaction, events);
          return toUserModel(row);
        });
      } catch (error) {
        if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === uniqueViolation) return null;
        throw error;
      }
    },
  };
}
