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

/** Which cases are wanted; null where it doesn't matter. */
export interface CaseFilter {
  readonly status: 'OPEN' | 'RESOLVED' | null;
  readonly rule: string | null;
  readonly userId: string | null;
}

/** Something that was seen or done about a case. */
export interface CaseEventRow {
  readonly at: Date;
  readonly kind: 'EVIDENCE' | (typeof shownActions)[number];
  readonly rule: string | null;
  readonly detail: string | null;
  readonly byId: string | null;
}

/** The audit's actions that a timeline shows; a decision is shown by its evidence. */
const shownActions = ['CASE_OPENED', 'RESTRICTED', 'CASE_RESOLVED', 'RELEASED'] as const;

export interface CaseStore {
  /** Up to `first + 1` cases after the position, the latest first. */
  list(filter: CaseFilter, page: { first: number; after: CasePosition | null }): Promise<FraudCaseModel[]>;
  /** By id; null where there is none. In the order of the ids. */
  byIds(ids: readonly string[]): Promise<(FraudCaseModel | null)[]>;
  /** What each case rests on, the latest first. In the order of the ids. */
  reasonsOf(caseIds: readonly string[]): Promise<ReasonRow[][]>;
  /** What was seen and done about each case, in the order of time. In the order of the ids. */
  timelinesOf(caseIds: readonly string[]): Promise<CaseEventRow[][]>;
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
    list({ status, rule, userId }, { first, after }) {
      const before: Prisma.FraudCaseWhereInput = after
        ? {
            // The first bound alone would do; it is what lets the index be entered at the right place.
            openedAt: { lte: new Date(after.openedAtMs) },
            OR: [{ openedAt: { lt: new Date(after.openedAtMs) } }, { id: { lt: after.id } }],
          }
        : {};
      return prisma.fraudCase.findMany({
        where: {
          ...(status ? { status } : {}),
          ...(userId ? { userId } : {}),
          ...(rule ? { decisions: { some: { rule } } } : {}),
          ...before,
        },
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

    async timelinesOf(caseIds) {
      const where = { caseId: { in: [...caseIds] } };
      const [decisions, entries] = await Promise.all([
        prisma.decision.findMany({ where, select: { caseId: true, at: true, rule: true, detail: true } }),
        prisma.auditEntry.findMany({
          where: { ...where, action: { in: [...shownActions] } },
          orderBy: { id: 'asc' },
          select: { caseId: true, at: true, action: true, actor: true },
        }),
      ]);
      const byCase = new Map<string, CaseEventRow[]>(caseIds.map((id) => [id, []]));
      for (const { caseId, at, rule, detail } of decisions)
        byCase.get(caseId!)?.push({ at, kind: 'EVIDENCE', rule, detail, byId: null });
      for (const { caseId, at, action, actor } of entries)
        byCase.get(caseId!)?.push({ at, kind: action as CaseEventRow['kind'], rule: null, detail: null, byId: actor });
      // The sort is stable: what was done at the same moment stays in the order of the audit.
      return caseIds.map((id) => byCase.get(id)!.sort((a, b) => a.at.getTime() - b.at.getTime()));
    },
  };
}
