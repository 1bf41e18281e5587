import { type OutboxEvent, writeOutbox } from '../../../platform/outbox/write-outbox.ts';
import { Prisma, type PrismaClient } from '../../../prisma/users/generated/client.ts';
import { toUserModel, userColumns } from '../accounts/account-row.ts';
import { searchKey } from '../accounts/search-key.ts';
import type { UserModel } from '../model.ts';
import { insertSession, type NewSession } from '../sessions/store.ts';
import type { Registration } from './validate-registration.ts';

/** Which of the two another account has. */
export interface Taken {
  readonly email: boolean;
  readonly handle: boolean;
}

export interface RegistrationStore {
  findTaken(wanted: { email: string; handle: string }): Promise<Taken>;
  /** Stores an account with its first session and its events, or tells what was taken meanwhile. */
  insert(
    account: Registration & { id: string; passwordHash: string; joinedAt: Date },
    session: NewSession,
    events: readonly OutboxEvent[],
  ): Promise<{ user: UserModel } | { taken: Taken }>;
}

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
          return { user: toUserModel(row) };
        });
      } catch (error) {
        const taken = readUniqueViolation(error);
        if (taken) return { taken };
        throw error;
      }
    },
  };
}

/** Prisma's error of a broken unique constraint names the index, of which the two in question are known. */
function readUniqueViolation(error: unknown): Taken | null {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') return null;
  const { driverAdapterError } = error.meta as { driverAdapterError?: { cause?: { constraint?: { index?: string } } } };
  const index = driverAdapterError?.cause?.constraint?.index;
  if (index === 'account_email_key') return { email: true, handle: false };
  if (index === 'account_handle_key_key') return { email: false, handle: true };
  return null;
}
