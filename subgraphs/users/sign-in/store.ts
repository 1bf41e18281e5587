import { type OutboxEvent, writeOutbox } from '../../../platform/outbox/write-outbox.ts';
import type { PrismaClient } from '../../../prisma/users/generated/client.ts';
import { toUserModel, userColumns } from '../accounts/account-row.ts';
import type { UserModel } from '../model.ts';

/** What a sign-in is checked against. */
export interface Credentials {
  readonly user: UserModel;
  readonly passwordHash: string;
  readonly scopes: readonly string[];
}

export interface CredentialStore {
  /** By normalised email; null where no account has it. */
  findByEmail(email: string): Promise<Credentials | null>;
  /** Publishes that an attempt failed. */
  recordFailure(event: OutboxEvent): Promise<void>;
}

export function createCredentialStore(prisma: PrismaClient): CredentialStore {
  return {
    async findByEmail(email) {
      const row = await prisma.account.findUnique({
        where: { email },
        select: { ...userColumns, passwordHash: true, scopes: true },
      });
      return row && { user: toUserModel(row), passwordHash: row.passwordHash!, scopes: row.scopes };
    },
    recordFailure: (event) => writeOutbox(prisma, [event]),
  };
}
