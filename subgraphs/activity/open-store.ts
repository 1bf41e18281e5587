import { PrismaPg } from '@prisma/adapter-pg';
import type { Pool } from 'pg';
import { createReader, type ObserveRead } from '../../platform/postgres/reader.ts';
import { PrismaClient } from '../../prisma/activity/generated/client.ts';
import { type AccountStore, createAccountStore } from './store/account-store.ts';
import { type CounterStore, createCounterStore } from './store/counter-store.ts';
import { createErasureStore, type ErasureStore } from './store/erasure-store.ts';
import { createLikeStore, type LikeStore } from './store/like-store.ts';
import { createMatchStore, type MatchStore } from './store/match-store.ts';
import { createVisitStore, type VisitStore } from './store/visit-store.ts';

/** The activity database. Prisma and the prepared statements of the hot paths share one pool. */
export interface ActivityStore {
  readonly accounts: AccountStore;
  readonly visits: VisitStore;
  readonly likes: LikeStore;
  readonly matches: MatchStore;
  readonly counters: CounterStore;
  readonly erasure: ErasureStore;
  /** Lets go of Prisma; the pool is its owner's to end. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** Whether the visits and likes of a few milliseconds are stored in one transaction (write-groups.ts); true unless told. */
  readonly groupWrites?: boolean | undefined;
  /** Where reads are traced. */
  readonly observeRead?: ObserveRead | undefined;
}

export function openStore(pool: Pool, { groupWrites = true, observeRead }: StoreOptions = {}): ActivityStore {
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const reader = createReader(pool, observeRead);
  return {
    accounts: createAccountStore({ pool }),
    visits: createVisitStore({ pool, reader, prisma, groupWrites }),
    likes: createLikeStore({ pool, reader, prisma, groupWrites }),
    matches: createMatchStore({ reader, prisma }),
    counters: createCounterStore({ reader }),
    erasure: createErasureStore({ pool }),
    async close() {
      await prisma.$disconnect();
      await reader.close();
    },
  };
}
