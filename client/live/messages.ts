import type { GraphQLFormattedError } from 'graphql';

/** An event: the subscription's result for it. */
export interface LiveEvent<Data> {
  readonly kind: 'event';
  /** Null where an error took it. */
  readonly data: Data | null;
  /** What of it could not be had; the rest is in `data`. */
  readonly errors: readonly GraphQLFormattedError[];
  /** The event's own id: the same event has it twice if it ever comes twice (the live client drops the second). */
  readonly eventId: string;
  /** Where to go on after this event; keep it to resume later, even in another process. */
  readonly cursor: string;
}

/** Something may be missing between two positions: load what is shown anew. */
export interface LiveGap {
  readonly kind: 'gap';
  /** `RETENTION`, `LIMIT`, `LOG_CHANGED`, or `INVALID_CURSOR` where the router no longer knows the client's own cursor. */
  readonly reason: string;
  readonly from: string | null;
  readonly to: string | null;
  /** ISO 8601, where known. */
  readonly fromTime: string | null;
  readonly toTime: string | null;
  readonly cursor: string | null;
}

/** The answer of the query that `follow` begins with. */
export interface LiveSnapshot<Data> {
  readonly kind: 'snapshot';
  readonly data: Data;
  readonly cursor: string;
}

/** A subscription or a connection ended for good; `errors` are the router's, `closeCode` the socket's. */
export class LiveError extends Error {
  override readonly name = 'LiveError';
  /** Stable and for programs, e.g. `FORBIDDEN`, `ACCOUNT_RESTRICTED`. */
  readonly code: string;
  readonly errors: readonly GraphQLFormattedError[];
  readonly closeCode: number | null;

  constructor(
    code: string,
    message: string,
    more: { errors?: readonly GraphQLFormattedError[]; closeCode?: number } = {},
  ) {
    super(message);
    this.code = code;
    this.errors = more.errors ?? [];
    this.closeCode = more.closeCode ?? null;
  }
}

/** An execution result as it comes over the socket, with the extensions of docs/live.md. */
export interface Result<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: {
    readonly cursor?: unknown;
    readonly eventId?: string;
    readonly gap?: { from: string; to: string; fromTime: string; toTime: string; reason: string };
  };
}
