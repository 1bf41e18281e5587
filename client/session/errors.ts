import type { GraphQLFormattedError } from 'graphql';

/** Stable codes of errors that a client can act on; there may be others. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'ACCOUNT_RESTRICTED'
  | 'RATE_LIMITED'
  | 'BAD_USER_INPUT'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'OPERATION_NOT_SAFELISTED'
  | 'INTERNAL_SERVER_ERROR'
  | 'SERVICE_UNAVAILABLE'
  | 'NETWORK'
  // Lets an editor complete the known ones.
  | (string & {});

/**
 * An operation came back with errors. What can be expected (a handle that is taken) is no error: it is data, in
 * `userErrors`.
 */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  /** The first error's `extensions.code`; `NETWORK` where there was no GraphQL answer at all. */
  readonly code: ErrorCode;
  readonly errors: readonly GraphQLFormattedError[];
  /** The answer's data where there was some beside the errors. */
  readonly data: unknown;
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** How long to wait before trying again, in seconds; null where the answer doesn't say. */
  readonly retryAfterSeconds: number | null;

  constructor(
    code: ErrorCode,
    message: string,
    more: {
      errors?: readonly GraphQLFormattedError[];
      data?: unknown;
      status?: number;
      retryAfterSeconds?: number | null;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.errors = more.errors ?? [];
    this.data = more.data ?? null;
    this.status = more.status ?? 0;
    this.retryAfterSeconds = more.retryAfterSeconds ?? null;
  }
}
