import type { Answer, PreparedOperation } from '../execute/port.ts';
import type { Caller } from '../identity/caller.ts';

/** What a client asks for, over whatever transport, its shape already checked. */
export interface OperationParams {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** An operation that passed every gate: parsed, allowed, paid for, planned. */
export interface AdmittedOperation {
  readonly prepared: PreparedOperation;
  readonly params: OperationParams;
  readonly caller: Caller;
  /** The estimated cost in points (@cost, @listSize). */
  readonly cost: number;
  /**
   * True where fields were taken out because the caller may not see them. `prepared` is then the operation without
   * them, and each of its answers must go through `complete`.
   */
  readonly filtered: boolean;
  /** Puts the nulls and errors of the fields taken out into an answer, nulls propagated; else returns it as it is. */
  complete(answer: Answer): Answer;
}

/**
 * The gates every operation passes, HTTP or socket: parse and validate, restricted accounts, rate limits, authorisation,
 * cost, plan. Throws a RequestError for what is refused.
 */
export interface Admission {
  admit(params: OperationParams, caller: Caller): Promise<AdmittedOperation>;
}
