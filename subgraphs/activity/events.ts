import type { EventContext } from '../../events/define-event.ts';
import { likeNoticed, likeRecorded } from '../../events/like-recorded.ts';
import { likeRemoved } from '../../events/like-removed.ts';
import { matchNoticed } from '../../events/match-made.ts';
import { visitNoticed, visitRecorded } from '../../events/visit-recorded.ts';
import type { RequestContext } from '../../platform/http/subgraph-server.ts';
import { type OutboxEvent, outboxEvent } from '../../platform/outbox/write-outbox.ts';
import type { LikeModel, MatchModel, VisitModel } from './model.ts';

/** What surrounds the events of one action: its time is the visit's, like's or match's own. */
export function eventContext({ identity, trace }: RequestContext, time: Date): EventContext {
  const { subject: actor, device, address, client } = identity;
  return { time, actor, device, address, client, trace };
}

/** The fact for whoever watches the actor, and the notice for the person visited. */
export function visitEvents(visit: VisitModel, context: EventContext): OutboxEvent[] {
  const data = {
    id: visit.id,
    at: visit.at.toISOString(),
    visitor: { id: visit.visitorId },
    visited: { id: visit.visitedId },
  };
  return [
    outboxEvent(visitRecorded, visitRecorded.create(data, context)),
    outboxEvent(visitNoticed, visitNoticed.create(data, context)),
  ];
}

/** The fact for whoever watches the actor, and the notice for the person liked. */
export function likeEvents(like: LikeModel, context: EventContext): OutboxEvent[] {
  const data = likeData(like, like.at);
  return [
    outboxEvent(likeRecorded, likeRecorded.create(data, context)),
    outboxEvent(likeNoticed, likeNoticed.create(data, context)),
  ];
}

/** The fact that a like was taken back; nobody is noticed of it. */
export function unlikeEvents(like: LikeModel, context: EventContext): OutboxEvent[] {
  return [outboxEvent(likeRemoved, likeRemoved.create(likeData(like, context.time), context))];
}

/** One notice for each of the two. */
export function matchEvents(match: MatchModel, context: EventContext): OutboxEvent[] {
  const users = match.userIds.map((id) => ({ id }));
  return users.map((recipient) =>
    outboxEvent(
      matchNoticed,
      matchNoticed.create({ id: match.id, at: match.at.toISOString(), users, recipient }, context),
    ),
  );
}

function likeData(like: LikeModel, at: Date) {
  return { id: like.id, at: at.toISOString(), from: { id: like.fromId }, to: { id: like.toId } };
}
