import type { PrismaClient } from '../../../prisma/users/generated/client.ts';

interface ThrottleKeys {
  readonly account: string;
  readonly address: string;
}

export interface ThrottleStore {
  /** Counts one attempt for both keys; a window that has ended begins anew. Returns the counts, this one included. */
  count(keys: ThrottleKeys, now: Date, windowEndsAt: Date): Promise<{ account: number; address: number }>;
  /** Sets the account's count to nothing and takes one off the address's. */
  giveBack(keys: ThrottleKeys): Promise<void>;
}

export function createThrottleStore(prisma: PrismaClient): ThrottleStore {
  return {
    async count(keys, now, windowEndsAt) {
      // The account's row always comes first, so that two statements never wait for each other in a circle.
      const rows = await prisma.$queryRaw<{ key: string; attempts: number }[]>`
        INSERT INTO sign_in_throttle AS kept (key, attempts, window_ends_at)
        VALUES (${keys.account}, 1, ${windowEndsAt}::timestamptz), (${keys.address}, 1, ${windowEndsAt}::timestamptz)
        ON CONFLICT (key) DO UPDATE SET
          attempts = CASE WHEN kept.window_ends_at <= ${now}::timestamptz THEN 1 ELSE kept.attempts + 1 END,
          window_ends_at = CASE WHEN kept.window_ends_at <= ${now}::timestamptz
            THEN excluded.window_ends_at ELSE kept.window_ends_at END
        RETURNING key, attempts`;
      const attemptsOf = (key: string) => rows.find((row) => row.key === key)?.attempts ?? 0;
      return { account: attemptsOf(keys.account), address: attemptsOf(keys.address) };
    },

    async giveBack(keys) {
      await prisma.signInThrottle.deleteMany({ where: { key: keys.account } });
      await prisma.signInThrottle.updateMany({
        where: { key: keys.address, attempts: { gt: 0 } },
        data: { attempts: { decrement: 1 } },
      });
    },
  };
}
