import { accountDecided } from '../../../events/account-decided.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { userStatusChanged } from '../../../events/user-status-changed.ts';
import { outboxEvent } from '../../../platform/outbox/write-outbox.ts';
import { type Decision, type DecisionOutcome, foldDecisions } from './fold-decisions.ts';
import type { DecisionStore } from './store.ts';

/** Applies events of `fraud.decided` to the accounts' status. Idempotent: the same events again change nothing. */
export type ApplyDecisions = (
  events: readonly { readonly topic: string; readonly envelope: Envelope }[],
) => Promise<void>;

export function createApplyDecisions(deps: { decisions: DecisionStore; now: () => Date }): ApplyDecisions {
  return async (events) => {
    const decisions = events
      .filter(({ topic, envelope }) => accountDecided.is(topic, envelope))
      .map(({ envelope }) => toDecision(envelope));
    if (decisions.length === 0) return;
    await deps.decisions.apply(
      [...new Set(decisions.map((decision) => decision.accountId))],
      (accounts) => foldDecisions(accounts, decisions),
      (outcomes) => outcomes.flatMap((outcome) => statusEvents(outcome, deps.now())),
    );
  };
}

function toDecision(envelope: Envelope): Decision {
  const event = accountDecided.read(envelope);
  return {
    accountId: event.data.user.id,
    eventId: event.id,
    decidedAt: new Date(event.time),
    action: event.data.action,
    trace: event.trace,
  };
}

function statusEvents({ decision, statusChange: status }: DecisionOutcome, time: Date) {
  if (!status) return [];
  // The service acted by itself; the trace leads back to the request that made it.
  const context = { time, actor: null, device: null, address: null, client: null, trace: decision.trace };
  const event = userStatusChanged.create({ user: { id: decision.accountId }, status }, context);
  return [outboxEvent(userStatusChanged, event)];
}
