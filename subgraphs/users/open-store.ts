import { PrismaPg } from '@prisma/adapter-pg';
import type { Pool } from 'pg';
import { createReader, type ObserveRead } from '../../platform/postgres/reader.ts';
import { PrismaClient } from '../../prisma/users/generated/client.ts';
import { type AccountStore, createAccountStore } from './accounts/store.ts';
import { createDecisionStore, type DecisionStore } from './decisions/store.ts';
import { createDeletionStore, type DeletionStore } from './deletion/store.ts';
import { createDiscoverStore, type DiscoverStore } from './discover/store.ts';
import { createProfileStore, type ProfileStore } from './profile/store.ts';
import { createRegistrationStore, type RegistrationStore } from './register/store.ts';
import { createSessionStore, type SessionStore } from './sessions/store.ts';
import { type CredentialStore, createCredentialStore } from './sign-in/store.ts';
import { createThrottleStore, type ThrottleStore } from './sign-in/throttle-store.ts';
import { createSigningKeyStore, type SigningKeyStore } from './signing-keys/store.ts';
import { createSweepStore, type SweepStore } from './sweep/store.ts';

/** All that speaks to the users database. */
export interface UsersStore {
  readonly accounts: AccountStore;
  readonly credentials: CredentialStore;
  readonly decisions: DecisionStore;
  readonly deletions: DeletionStore;
  readonly discover: DiscoverStore;
  readonly profiles: ProfileStore;
  readonly registrations: RegistrationStore;
  readonly sessions: SessionStore;
  readonly signingKeys: SigningKeyStore;
  readonly sweep: SweepStore;
  readonly throttle: ThrottleStore;
  /** Lets go of Prisma; the pool is its owner's to end. */
  close(): Promise<void>;
}

/**
 * In milliseconds: a transaction waits for a connection, and may run, as long as the pool and the database allow. Prisma's
 * own 2 and 5 seconds would fail a burst of registrations on a slow machine.
 */
const transactionOptions = { maxWait: 10_000, timeout: 15_000 };

/** `observeRead` is given where reads are traced. */
export function openStore(pool: Pool, observeRead?: ObserveRead): UsersStore {
  const reader = createReader(pool, observeRead);
  // Prisma's other formats print a failed call with its arguments: emails and names would end up in the log.
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions, errorFormat: 'minimal' });
  return {
    accounts: createAccountStore({ reader, prisma }),
    credentials: createCredentialStore(prisma),
    decisions: createDecisionStore(prisma),
    deletions: createDeletionStore(prisma),
    discover: createDiscoverStore(reader),
    profiles: createProfileStore(prisma),
    registrations: createRegistrationStore(prisma),
    sessions: createSessionStore(prisma),
    signingKeys: createSigningKeyStore(prisma),
    sweep: createSweepStore(prisma),
    throttle: createThrottleStore(prisma),
    async close() {
      await prisma.$disconnect();
      await reader.close();
    },
  };
}
