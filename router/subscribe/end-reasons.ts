/**
 * Why a connection or a stream is ended by the router, and how its client is told. Sockets get the close code; an event
 * stream gets the error code in a last `next`, unless it has none: then it just ends and the client comes back.
 */
export interface EndReason {
  /** WebSocket close code. */
  readonly closeCode: number;
  /** At most 123 bytes, as the close frame wants. */
  readonly text: string;
  /** `extensions.code` on an event stream; null where coming back with the last cursor is all there is to do. */
  readonly errorCode: string | null;
  /** HTTP status where the stream hasn't begun. */
  readonly status: number;
}

export const endReasons = {
  /** The client may come back with a fresh token and its cursors. */
  expired: { closeCode: 4401, text: 'The access token ended', errorCode: 'UNAUTHENTICATED', status: 401 },
  badToken: { closeCode: 4401, text: 'Unauthorized', errorCode: 'UNAUTHENTICATED', status: 401 },
  /** The issuer's keys can't be had: nothing is wrong with the client. 1013 is the registered code for it. */
  identityUnavailable: {
    closeCode: 1013,
    text: 'Access tokens can not be checked right now: try again later',
    errorCode: null,
    status: 503,
  },
  restricted: { closeCode: 4403, text: 'The account is restricted', errorCode: 'ACCOUNT_RESTRICTED', status: 403 },
  /** Signed out, or its refresh token was used twice: only a new sign-in helps. */
  revoked: { closeCode: 4410, text: 'The session was revoked', errorCode: 'SESSION_REVOKED', status: 401 },
  tooManyConnections: { closeCode: 4429, text: 'Too many connections', errorCode: 'TOO_MANY_CONNECTIONS', status: 429 },
  tooManySubscriptions: {
    closeCode: 4429,
    text: 'Too many subscriptions',
    errorCode: 'TOO_MANY_SUBSCRIPTIONS',
    status: 429,
  },
  /** Nothing ran on it for a while. */
  idle: { closeCode: 4411, text: 'Idle: nothing was asked for', errorCode: null, status: 408 },
  /** The client takes events slower than they come, for too long: resume from the last cursor. */
  slow: { closeCode: 4412, text: 'Too slow: resume from the last cursor', errorCode: null, status: 408 },
  /** The router stops: reconnect (another one answers) and resume. 1012 is the registered code for it. */
  moving: { closeCode: 1012, text: 'Service restart: reconnect and resume', errorCode: null, status: 503 },
} as const satisfies Record<string, EndReason>;
