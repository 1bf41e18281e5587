import type { AdmittedOperation, OperationParams } from '../admit/port.ts';
import type { AnswerError } from '../execute/port.ts';
import type { Session } from './sessions.ts';
import type { Sink } from './sink.ts';

/** An operation that somebody asked for over a transport. */
export interface OperationRequest {
  readonly params: OperationParams;
  readonly session: Session;
  readonly sink: Sink;
  /** W3C `traceparent` of what it causes. */
  readonly traceparent?: string;
  /** The `Last-Event-ID` of an event stream; `extensions.resumeAfter` goes before it. */
  readonly lastEventId?: string;
  /** The client wants to be told positions (it asked by `extensions.positions`, or its transport does without asking). */
  readonly positions: boolean;
  /** False where the request may not change anything (a GET). */
  readonly mutations: boolean;
}

/** Passes the gates; answers the errors to tell where it doesn't. `spend` false: it runs already. */
export type Admit = (
  request: OperationRequest,
  spend: boolean,
) => Promise<{ readonly admitted: AdmittedOperation } | { readonly errors: readonly AnswerError[] }>;
