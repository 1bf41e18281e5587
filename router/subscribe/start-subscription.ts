import type { AdmittedOperation } from '../admit/port.ts';
import type { AnswerError } from '../execute/port.ts';
import { type CursorCodec, type CursorOwner, topicHash } from './cursor.ts';
import { liveErrors } from './errors.ts';
import { streamOf } from './event-streams.ts';
import type { Gap } from './history.ts';
import type { LiveLog } from './live-log.ts';
import type { OperationRequest } from './operation-request.ts';
import type { Feed } from './recent-index.ts';
import { executionOf, type RunOnceDeps } from './run-once.ts';
import { Subscription } from './subscription.ts';
import type { ResumePoint, SubscriptionDeps } from './subscription-init.ts';

/** Where a subscription begins: from now on, or after a cursor, with what can't be replayed before that. */
interface Beginning {
  readonly resume?: ResumePoint;
  readonly gap?: Gap;
}

/**
 * Makes a subscription of an admitted operation, ready to be started; or the errors to tell. Nothing is counted or
 * listened to yet.
 */
export async function prepareSubscription(
  admitted: AdmittedOperation,
  request: OperationRequest,
  signal: AbortSignal,
  deps: { live: LiveLog; codec: CursorCodec; subscription: SubscriptionDeps; execution: RunOnceDeps },
): Promise<Subscription | readonly AnswerError[]> {
  const { params, session, sink } = request;
  const { operation } = admitted;
  if (!operation.source) return await whyWithoutSource(admitted, request, signal, deps.execution);
  const { field, topic } = operation.source;
  const { identity } = session.caller;
  const stream = streamOf(operation.source);
  await deps.live.open(stream);
  const feed = deps.live.feedOf(stream, identity);
  if (!feed) return [liveErrors.unauthenticated];
  const cursor = params.extensions.resumeAfter ?? request.lastEventId ?? null;
  const beginning = await begin(cursor, { subject: identity.subject, field }, topic, feed, deps);
  if (!beginning) return [liveErrors.invalidCursor];
  return new Subscription(deps.subscription, {
    field,
    feed,
    session,
    admitted,
    variables: params.variables,
    sink,
    ...beginning,
  });
}

/** Null for a cursor that isn't one, or not theirs. */
async function begin(
  cursor: unknown,
  owner: CursorOwner,
  topic: string,
  feed: Feed,
  { live, codec }: { live: LiveLog; codec: CursorCodec },
): Promise<Beginning | null> {
  if (cursor === null) return {};
  const content = typeof cursor === 'string' ? codec.decode(owner, cursor) : null;
  if (!content) return null;
  const { atMs } = content;
  const positions = live.history.resume(feed, content.positions);
  const resume = { positions, atMs, cursor: cursor as string };
  const elsewhere = content.topic !== topicHash(topic);
  const gap = elsewhere
    ? { from: positions, to: live.history.now(feed), reason: 'LOG_CHANGED' as const }
    : await live.history.aheadOfLog(feed, positions);
  return { resume, gap: gap ?? undefined };
}

/** An operation without a source either had its field taken out by the guard, which says why, or it has no @event. */
export async function whyWithoutSource(
  { operation }: AdmittedOperation,
  request: OperationRequest,
  signal: AbortSignal,
  deps: RunOnceDeps,
): Promise<readonly AnswerError[]> {
  const { errors } = await operation.deliver({}, await executionOf(request, signal, deps));
  return errors.length > 0 ? errors : [liveErrors.notLive];
}
