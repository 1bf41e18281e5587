import type { Identity } from '../../platform/identity/identity.ts';
import type { PreparedOperation } from '../execute/port.ts';

/** What a client asks for, over whatever transport, its shape already checked. */
export interface OperationParams {
  /** Empty where `extensions.persistedQuery` names the document. */
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** An operation that passed every gate: parsed, allowed, paid for, planned. */
export interface AdmittedOperation {
  /**
   * Ready to run. Where fields were taken out because the caller may not see them, it runs without them and puts their
   * nulls and errors into each answer.
   */
  readonly operation: PreparedOperation;
  /** Names what is executed: graph, document, operation name and which fields were taken out. */
  readonly operationKey: string;
  /** The estimated cost in points (@cost, @listSize). */
  readonly cost: number;
  /** What an answer really cost in points. It walks the whole answer: for those who ask. */
  actualCost(data: string | undefined): number;
}

export interface AdmitOptions {
  /** False where an operation that runs already is only checked again: no budget is touched. */
  readonly spend: boolean;
  /** False for a GET: a mutation is refused with 405 before it costs anybody anything. */
  readonly mutations?: boolean;
}

/**
 * The gates every operation passes, HTTP or socket, in this order: parse and validate, restricted accounts, cost and
 * rate limits, authorisation, plan. Throws a RequestError for what is refused, or rejects with it. What was prepared before is
 * admitted at once, unless a limit's store has to be waited for.
 */
export interface Admission {
  admit(
    params: OperationParams,
    identity: Identity,
    options: AdmitOptions,
  ): Promise<AdmittedOperation> | AdmittedOperation;
}
