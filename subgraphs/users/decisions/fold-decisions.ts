import type { AccountStatus } from '../model.ts';

/** A decision of the fraud service, as its event tells it. */
export interface Decision {
  readonly accountId: string;
  readonly eventId: string;
  readonly decidedAt: Date;
  readonly action: 'RESTRICT' | 'RELEASE';
  /** Trace context of what led to it. */
  readonly trace: string | null;
}

/** What is known of an account when decisions on it arrive. */
export interface DecidedAccount {
  readonly status: AccountStatus;
  /** The last decision that was applied. */
  readonly last: Pick<Decision, 'eventId' | 'decidedAt'> | null;
}

/** The outcome for one account: what to remember, and its status where that changes. */
export interface DecisionOutcome {
  readonly decision: Decision;
  readonly statusChange: AccountStatus | null;
}

/**
 * Folds decisions into accounts. The latest one of an account counts (by event time, then by event id, which is
 * time-ordered); what isn't newer than what was applied, redelivered or late, changes nothing.
 *
 * Returns an outcome for each account that has a newer decision; unknown accounts are left out.
 */
export function foldDecisions(
  accounts: ReadonlyMap<string, DecidedAccount>,
  decisions: readonly Decision[],
): readonly DecisionOutcome[] {
  const newest = new Map<string, Decision>();
  for (const decision of decisions) {
    const account = accounts.get(decision.accountId);
    if (!account) continue;
    const before = newest.get(decision.accountId) ?? account.last;
    if (before === null || isNewer(decision, before)) newest.set(decision.accountId, decision);
  }
  return [...newest.values()].map((decision) => {
    const { status } = accounts.get(decision.accountId)!;
    const next = statusAfter(status, decision.action);
    return { decision, statusChange: next === status ? null : next };
  });
}

function isNewer(decision: Decision, than: Pick<Decision, 'eventId' | 'decidedAt'>): boolean {
  const difference = decision.decidedAt.getTime() - than.decidedAt.getTime();
  return difference > 0 || (difference === 0 && decision.eventId > than.eventId);
}

/** A deletion is for good, and a suspension is a person's: neither is the fraud service's to change. */
export function statusAfter(status: AccountStatus, action: Decision['action']): AccountStatus {
  if (status === 'DELETED' || status === 'SUSPENDED') return status;
  return action === 'RESTRICT' ? 'FRAUDULENT' : 'ACTIVE';
}
