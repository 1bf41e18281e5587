import { uuidv7 } from 'uuidv7';
import { accountDecided } from '../../../events/account-decided.ts';
import { fraudCaseOpened } from '../../../events/fraud-case-opened.ts';
import { type OutboxEvent, outboxEvent, writeOutbox } from '../../../platform/outbox/write-outbox.ts';
import type { Prisma, PrismaClient } from '../../../prisma/fraud/generated/client.ts';
import type { Finding } from '../detect/finding.ts';
import { assess } from '../score/assess.ts';
import { lockAccount } from './account-lock.ts';

export interface DecisionStore {
  /**
   * Turns findings into decisions: rows, an open case, a restriction and their events, one transaction an account.
   * A finding that was decided on before, in force or cleared, changes nothing; so does one on a deleted account.
   */
  record(findings: readonly Finding[], settings: { caseScore: number }): Promise<void>;
}

/** Each transaction waits for the disk once; a few at a time keep it busy, and leave connections to others. */
const transactionsAtOnce = 4;
/** Identities asked for in one statement; PostgreSQL takes 65,535 parameters. */
const usersPerLookup = 5_000;

export interface DecisionStoreOptions {
  readonly now?: () => Date;
  /** Told of findings that were decided on for the first time, once they are stored. */
  readonly onDecided?: (findings: readonly Finding[], decidedAt: Date) => void;
  /** The trace context that the events of a decision carry. */
  readonly trace?: () => string | null;
}

export function createDecisionStore(prisma: PrismaClient, options: DecisionStoreOptions = {}): DecisionStore {
  const { now = () => new Date(), onDecided, trace = () => null } = options;

  /** Leaves out what was decided on already: after a restart, that is nearly everything a replay finds. */
  async function undecided(findings: readonly Finding[]): Promise<Map<string, Finding[]>> {
    const byUser = new Map<string, Finding[]>();
    for (const finding of findings) byUser.set(finding.user, [...(byUser.get(finding.user) ?? []), finding]);
    const users = [...byUser.keys()];
    for (let from = 0; from < users.length; from += usersPerLookup) {
      const decided = await prisma.decision.findMany({
        where: { userId: { in: users.slice(from, from + usersPerLookup) } },
        select: { userId: true, rule: true, evidence: true },
      });
      for (const { userId, rule, evidence } of decided) {
        const left = byUser.get(userId)?.filter((finding) => finding.rule !== rule || finding.evidence !== evidence);
        if (left?.length) byUser.set(userId, left);
        else byUser.delete(userId);
      }
    }
    return byUser;
  }

  async function decide(
    transaction: Prisma.TransactionClient,
    userId: string,
    findings: readonly Finding[],
    caseScore: number,
  ): Promise<readonly Finding[]> {
    const before = await lockAccount(transaction, userId);
    if (before.erased) return [];
    const decidedAt = now();
    const added = await transaction.decision.createManyAndReturn({
      data: findings.map((finding) => ({
        id: uuidv7(),
        userId,
        rule: finding.rule,
        evidence: finding.evidence,
        action: finding.action,
        weight: finding.weight,
        detail: finding.detail,
        from: new Date(finding.fromMs),
        at: new Date(finding.atMs),
        rulesVersion: finding.rulesVersion,
        decidedAt,
      })),
      skipDuplicates: true,
    });
    if (added.length === 0) return [];

    const standing = await transaction.decision.findMany({ where: { userId, clearedAt: null } });
    const verdict = assess(standing, { caseScore });
    const open = await transaction.fraudCase.findFirst({ where: { userId, status: 'OPEN' }, select: { id: true } });
    const opens = !open && !before.restricted && (verdict.action === 'CASE' || verdict.action === 'RESTRICT');
    const restricts = !before.restricted && verdict.action === 'RESTRICT';
    const caseId = open?.id ?? (opens ? uuidv7() : null);
    const rules = [...new Set(standing.map((decision) => decision.rule))].sort();
    const context = { time: decidedAt, actor: null, device: null, address: null, client: null, trace: trace() };
    const audit: Prisma.AuditEntryCreateManyInput[] = added.map(({ rule, evidence, action, rulesVersion }) => ({
      at: decidedAt,
      action: 'DECIDED',
      userId,
      caseId,
      data: { rule, evidence, action, rulesVersion },
    }));
    const events: OutboxEvent[] = [];

    if (opens && caseId) {
      await transaction.fraudCase.create({ data: { id: caseId, userId, openedAt: decidedAt } });
      audit.push({ at: decidedAt, action: 'CASE_OPENED', userId, caseId, data: { rules } });
      const opened = { id: caseId, openedAt: decidedAt.toISOString(), user: { id: userId } };
      events.push(outboxEvent(fraudCaseOpened, fraudCaseOpened.create(opened, context)));
    }
    // A case rests on all that stands against the account, the earlier hints included.
    if (caseId)
      await transaction.decision.updateMany({ where: { userId, clearedAt: null, caseId: null }, data: { caseId } });
    if (restricts && caseId) {
      audit.push({ at: decidedAt, action: 'RESTRICTED', userId, caseId, data: { rules } });
      const decided = { user: { id: userId }, action: 'RESTRICT' as const, case: { id: caseId }, rules };
      events.push(outboxEvent(accountDecided, accountDecided.create(decided, context)));
    }
    const restricted = before.restricted || restricts;
    await transaction.assessment.update({
      where: { userId },
      // What a reviewer confirmed stays certain, whatever is found besides.
      data: {
        score: before.restricted ? Math.max(before.score, verdict.score) : verdict.score,
        level: restricted ? 'HIGH' : verdict.level,
        restricted,
      },
    });
    await transaction.auditEntry.createMany({ data: audit });
    await writeOutbox(transaction, events);
    const isAdded = (finding: Finding): boolean =>
      added.some(({ rule, evidence }) => rule === finding.rule && evidence === finding.evidence);
    return findings.filter(isAdded);
  }

  async function decideOnce(userId: string, findings: readonly Finding[], caseScore: number): Promise<void> {
    const decided = await prisma.$transaction((transaction) => decide(transaction, userId, findings, caseScore));
    if (decided.length > 0) onDecided?.(decided, now());
  }

  return {
    async record(findings, { caseScore }) {
      if (findings.length === 0) return;
      // Sorted, so that two workers that replay the same take their locks in the same order.
      const left = [...(await undecided(findings))].sort(([a], [b]) => (a < b ? -1 : 1));
      for (let from = 0; from < left.length; from += transactionsAtOnce)
        await Promise.all(
          left.slice(from, from + transactionsAtOnce).map(([user, found]) => decideOnce(user, found, caseScore)),
        );
    },
  };
}
