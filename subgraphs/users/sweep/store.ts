import type { PrismaClient } from '../../../prisma/users/generated/client.ts';

export interface SweepStore {
  /** Deletes sessions and refresh tokens that are over, and throttle windows that have ended. Returns how many rows. */
  sweep(now: Date): Promise<{ sessions: number; tokens: number; throttles: number }>;
}

export function createSweepStore(prisma: PrismaClient): SweepStore {
  return {
    async sweep(now) {
      // A used token stays until it would have ended: until then a second use of it must end its session.
      const sessions = await prisma.session.deleteMany({ where: { expiresAt: { lte: now } } });
      const tokens = await prisma.refreshToken.deleteMany({ where: { expiresAt: { lte: now } } });
      const throttles = await prisma.signInThrottle.deleteMany({ where: { windowEndsAt: { lte: now } } });
      return { sessions: sessions.count, tokens: tokens.count, throttles: throttles.count };
    },
  };
}
