import type { Prisma } from '../../../prisma/fraud/generated/client.ts';

export interface LockedAssessment {
  readonly score: number;
  readonly restricted: boolean;
  readonly erased: boolean;
}

/**
 * Takes the lock under which everything about one account is done, until the transaction's end: its assessment's row,
 * made where it is missing. Whoever decides on, resolves or erases the same account at the same time waits here.
 */
export async function lockAccount(transaction: Prisma.TransactionClient, userId: string): Promise<LockedAssessment> {
  await transaction.$executeRaw`
    INSERT INTO assessment (user_id, updated_at) VALUES (${userId}::uuid, now()) ON CONFLICT (user_id) DO NOTHING`;
  const rows = await transaction.$queryRaw<LockedAssessment[]>`
    SELECT score, restricted, erased FROM assessment WHERE user_id = ${userId}::uuid FOR UPDATE`;
  return rows[0]!;
}
