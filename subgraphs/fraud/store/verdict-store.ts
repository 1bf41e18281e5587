import { accountDecided } from '../../../events/account-decided.ts';
import { outboxEvent, writeOutbox } from '../../../platform/outbox/write-outbox.ts';
import type { Prisma, PrismaClient } from '../../../prisma/fraud/generated/client.ts';
import type { FraudCaseModel } from '../model.ts';
import { lockAccount } from './account-lock.ts';

export interface Resolution {
  readonly id: string;
  readonly verdict: 'CONFIRMED' | 'CLEARED';
  readonly note: string | null;
  /** The reviewer's account. */
  readonly reviewerId: string;
  readonly trace: string | null;
}

export type ResolveResult =
  | { readonly outcome: 'resolved'; readonly fraudCase: FraudCaseModel }
  | { readonly outcome: 'not-found' }
  | { readonly outcome: 'already-resolved' };

export interface VerdictStore {
  /**
   * Gives the verdict on an open case, once: of two at the same time the second is `already-resolved`.
   *
   * CONFIRMED restricts the account if it was not. CLEARED releases it, and what the case rested on counts no more:
   * the RELEASE tells the workers from when on the case's rules may look again.
   */
  resolve(resolution: Resolution): Promise<ResolveResult>;
}

export function createVerdictStore(prisma: PrismaClient, now: () => Date = () => new Date()): VerdictStore {
  async function resolve(transaction: Prisma.TransactionClient, resolution: Resolution): Promise<ResolveResult> {
    const { id, verdict, note, reviewerId } = resolution;
    const found = await transaction.fraudCase.findUnique({ where: { id }, select: { userId: true } });
    if (!found) return { outcome: 'not-found' };
    const { userId } = found;
    const before = await lockAccount(transaction, userId);
    // Asked again under the lock: now nobody else can resolve it any more.
    const fraudCase = await transaction.fraudCase.findUniqueOrThrow({ where: { id }, include: { decisions: true } });
    if (fraudCase.status !== 'OPEN') return { outcome: 'already-resolved' };

    // Never before the evidence: a clock that is a little behind must not leave some of it uncleared.
    const resolvedAt = new Date(Math.max(now().getTime(), ...fraudCase.decisions.map(({ at }) => at.getTime())));
    const rules = [...new Set(fraudCase.decisions.map(({ rule }) => rule))].sort();
    const resolved = await transaction.fraudCase.update({
      where: { id },
      data: { status: 'RESOLVED', verdict, note, resolvedAt, resolvedById: reviewerId },
    });
    const publish = async (action: 'RESTRICT' | 'RELEASE'): Promise<void> => {
      const event = accountDecided.create(
        { user: { id: userId }, action, case: { id }, rules },
        { time: resolvedAt, actor: reviewerId, device: null, address: null, client: null, trace: resolution.trace },
      );
      await writeOutbox(transaction, [outboxEvent(accountDecided, event)]);
      await audit(action === 'RESTRICT' ? 'RESTRICTED' : 'RELEASED', { rules });
    };
    const audit = async (action: string, data: object): Promise<void> => {
      await transaction.auditEntry.create({
        data: { at: resolvedAt, actor: reviewerId, action, userId, caseId: id, data },
      });
    };

    await audit('CASE_RESOLVED', { verdict });
    if (verdict === 'CONFIRMED') {
      if (!before.restricted) await publish('RESTRICT');
      await transaction.assessment.update({ where: { userId }, data: { score: 1, level: 'HIGH', restricted: true } });
    } else {
      await transaction.decision.updateMany({ where: { caseId: id }, data: { clearedAt: resolvedAt } });
      // Published whether or not it was restricted: the workers must know from when on the rules may look again.
      await publish('RELEASE');
      // An open case holds everything that stood against the account, so nothing is left.
      await transaction.assessment.update({ where: { userId }, data: { score: 0, level: 'NONE', restricted: false } });
    }
    return { outcome: 'resolved', fraudCase: resolved };
  }

  return { resolve: (resolution) => prisma.$transaction((transaction) => resolve(transaction, resolution)) };
}
