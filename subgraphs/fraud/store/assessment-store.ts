import type { PrismaClient } from '../../../prisma/fraud/generated/client.ts';
import type { Level } from '../score/assess.ts';
import type { ReasonRow } from './case-store.ts';

export interface RiskRow {
  readonly score: number;
  readonly level: Level;
  readonly reasons: readonly ReasonRow[];
}

export interface AssessmentStore {
  /** What is thought of each account now; of one that nothing was ever seen of: score 0, NONE. In the order of the ids. */
  byUsers(userIds: readonly string[]): Promise<RiskRow[]>;
}

export function createAssessmentStore(prisma: PrismaClient): AssessmentStore {
  return {
    async byUsers(userIds) {
      const [assessments, decisions] = await Promise.all([
        prisma.assessment.findMany({
          where: { userId: { in: [...userIds] } },
          select: { userId: true, score: true, level: true },
        }),
        prisma.decision.findMany({
          where: { userId: { in: [...userIds] }, clearedAt: null },
          orderBy: [{ at: 'desc' }, { rule: 'asc' }],
          select: { userId: true, rule: true, detail: true, at: true },
        }),
      ]);
      const byUser = new Map(assessments.map((row) => [row.userId, row]));
      return userIds.map((userId) => ({
        score: byUser.get(userId)?.score ?? 0,
        level: byUser.get(userId)?.level ?? 'NONE',
        reasons: decisions.filter((decision) => decision.userId === userId),
      }));
    },
  };
}
