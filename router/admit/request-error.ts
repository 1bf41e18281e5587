import type { AnswerError } from '../execute/port.ts';

/**
 * A request that is refused before its execution began: its answer has errors and no `data`.
 *
 * `status` is the HTTP status. Where `statusAlways` is false it belongs to the GraphQL layer: a client that asks for
 * `application/json` gets 200 then, as GraphQL over HTTP says; where it is true every client gets it.
 */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: string;
  readonly status: number;
  readonly statusAlways: boolean;
  readonly errors: readonly AnswerError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    refusal: { status: number; statusAlways?: boolean; headers?: Readonly<Record<string, string>> },
    ...errors: [AnswerError, ...AnswerError[]]
  ) {
    super(errors[0].message);
    this.code = errors[0].extensions.code;
    this.status = refusal.status;
    this.statusAlways = refusal.statusAlways ?? false;
    this.headers = refusal.headers ?? {};
    this.errors = errors;
  }
}

/** Refused by the GraphQL layer: the document, its variables, or what it asks for. */
export function refuse(status: number, code: string, message: string): RequestError {
  return new RequestError({ status }, { message, extensions: { code } });
}

/** Refused by the HTTP layer, whatever media type the client asked for. */
export function refuseHttp(
  status: number,
  code: string,
  message: string,
  headers?: Readonly<Record<string, string>>,
): RequestError {
  return new RequestError({ status, statusAlways: true, headers }, { message, extensions: { code } });
}
