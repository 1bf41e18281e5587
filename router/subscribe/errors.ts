import type { Logger } from '../../platform/telemetry/logger.ts';
import { RequestError } from '../admit/request-error.ts';
import type { AnswerError } from '../execute/port.ts';

/** What a live client is told, besides what any request is (docs/live.md). */
export const liveErrors = {
  invalidCursor: {
    message: 'The cursor is unreadable, or of another account or field.',
    extensions: { code: 'INVALID_CURSOR' },
  },
  graphChanged: {
    message: 'The graph changed and this subscription can not go on as it is.',
    extensions: { code: 'GRAPH_CHANGED' },
  },
  unauthenticated: {
    message: 'Only somebody who is signed in has events here.',
    extensions: { code: 'UNAUTHENTICATED' },
  },
  notLive: {
    message: 'This subscription has no source of events.',
    extensions: { code: 'SUBSCRIPTION_NOT_LIVE' },
  },
  /** Told to nobody: the client was gone. */
  aborted: { message: 'The client was gone.', extensions: { code: 'REQUEST_ABORTED' } },
  /** Told by the connection's close code. */
  tooMany: { message: 'Too many subscriptions.', extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } },
  internal: { message: 'Internal error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
} as const satisfies Record<string, AnswerError>;

/** The errors of a refusal; anything else is logged and told as an internal error. */
export function errorsOf(error: unknown, logger: Logger, what: string): readonly AnswerError[] {
  if (error instanceof RequestError) return error.errors;
  logger.error({ err: error }, what);
  return [liveErrors.internal];
}
