import type { Prisma, PrismaClient } from '../../../prisma/fraud/generated/client.ts';
import type { FraudCaseModel } from '../model.ts';

/** Where a case stands in the queue: the latest first, the id deciding between cases of the same millisecond. */
export interface CasePosition {
  readonly openedAtMs: number;
  readonly id: string;
}

export interface ReasonRow {
  readonly rule: string;
  readonly detail: string;
  readonly at: Date;
}

export interface CaseStore {
  /** Up to `first + 1` cases after the position, the latest first. */
  list(
    filter: { status: 'OPEN' | 'RESOLVED' | null },
    page: { first: number; after: CasePosition | null },
  ): Promise<FraudCaseModel[]>;
  /** By id; null where there is none. In the order of the ids. */
  byIds(ids: readonly string[]): Promise<(FraudCaseModel | null)[]>;
  /** What each case rests on, the latest first. In the order of the ids. */
  reasonsOf(caseIds: readonly string[]): Promise<ReasonRow[][]>;
}

const columns = {
  id: true,
  openedAt: true,
  userId: true,
  status: true,
  verdict: true,
  note: true,
  resolvedAt: true,
  resolvedById: true,
} as const;

export function createCaseStore(prisma: PrismaClient): CaseStore {
  return {
    list({ status }, { first, after }) {
      const before: Prisma.FraudCaseWhereInput = after
        ? {
            // The first bound alone would do; it is what lets the index be entered at the right place.
            openedAt: { lte: new Date(after.openedAtMs) },
            OR: [{ openedAt: { lt: new Date(after.openedAtMs) } }, { id: { lt: after.id } }],
          }
        : {};
      return prisma.fraudCase.findMany({
        where: { ...(status ? { status } : {}), ...before },
        orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
        take: first + 1,
        select: columns,
      });
    },

    async byIds(ids) {
      const rows = await prisma.fraudCase.findMany({ where: { id: { in: [...ids] } }, select: columns });
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    async reasonsOf(caseIds) {
      const rows = await prisma.decision.findMany({
        where: { caseId: { in: [...caseIds] } },
        orderBy: [{ at: 'desc' }, { rule: 'asc' }],
        select: { caseId: true, rule: true, detail: true, at: true },
      });
      const byCase = new Map<string, ReasonRow[]>(caseIds.map((id) => [id, []]));
      for (const { caseId, ...reason } of rows) byCase.get(caseId!)?.push(reason);
      return caseIds.map((id) => byCase.get(id)!);
    },
  };
}
