import type { EventContext } from '../../../events/define-event.ts';
import { sessionRevoked } from '../../../events/session-revoked.ts';
import { type OutboxEvent, outboxEvent } from '../../../platform/outbox/write-outbox.ts';

/** Tells routers to close what the session has open, before its access token ends. */
export function sessionRevokedEvent(session: { id: string; accountId: string }, context: EventContext): OutboxEvent {
  const data = { user: { id: session.accountId }, session: { id: session.id } };
  return outboxEvent(sessionRevoked, sessionRevoked.create(data, context));
}
