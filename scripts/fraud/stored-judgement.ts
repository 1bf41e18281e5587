import { PrismaPg } from '@prisma/adapter-pg';
import { createPool } from '../../platform/postgres/pool.ts';
import { PrismaClient } from '../../prisma/fraud/generated/client.ts';
import { CommandError } from '../log/command-error.ts';

/** An account's id as the database takes it: anything else is in no row of it. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What the service stored of an account, in lines: assessment, decisions (cleared ones too), cases with their verdicts and the
 * audit, each the earliest first. Changes nothing. Rejects with a CommandError where the database can't be read.
 */
export async function storedJudgement(databaseUrl: string | undefined, user: string): Promise<string[]> {
  if (!databaseUrl) return ['  not asked: set FRAUD_DATABASE_URL to the fraud database that belongs to this log'];
  if (!uuid.test(user)) return ['  nothing'];
  const pool = createPool(databaseUrl, { connectionsMax: 1, applicationName: 'fraud-explain' });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  try {
    const assessment = await prisma.assessment.findUnique({ where: { userId: user } });
    if (!assessment) return ['  nothing'];
    const decisions = await prisma.decision.findMany({ where: { userId: user }, orderBy: { decidedAt: 'asc' } });
    const cases = await prisma.fraudCase.findMany({ where: { userId: user }, orderBy: { openedAt: 'asc' } });
    const audit = await prisma.auditEntry.findMany({ where: { userId: user }, orderBy: { id: 'asc' } });
    const { score, level, restricted, erased } = assessment;
    return [
      `  level ${level}, score ${score}, ${restricted ? 'restricted' : 'not restricted'}${erased ? ', erased' : ''}`,
      ...decisions.map(
        ({ decidedAt, rule, evidence, action, rulesVersion, clearedAt, detail }) =>
          `  decision ${decidedAt.toISOString()} ${rule}/${evidence} (at most ${action}, rules version ${rulesVersion}` +
          `${clearedAt ? `, cleared ${clearedAt.toISOString()}` : ''}): ${detail}`,
      ),
      ...cases.map(
        ({ id, openedAt, status, verdict, resolvedAt, resolvedById, note }) =>
          `  case ${id} ${status}, opened ${openedAt.toISOString()}` +
          (resolvedAt ? `, ${verdict} ${resolvedAt.toISOString()} by ${resolvedById}${note ? `: ${note}` : ''}` : ''),
      ),
      ...audit.map(({ at, action, actor }) => `  audit ${at.toISOString()} ${action} by ${actor ?? 'the service'}`),
    ];
  } catch (error) {
    throw new CommandError(
      `The fraud database can't be read (FRAUD_DATABASE_URL): ${(error as Error).message.trim().split('\n').at(-1)}`,
    );
  } finally {
    await prisma.$disconnect();
    await pool.end();
  }
}
