import type { Identity } from '../../platform/identity/identity.ts';
import type { AdmittedOperation } from '../admit/port.ts';
import type { AnswerError, ExecutionRequest } from '../execute/port.ts';
import type { Identifier } from '../identity/caller.ts';
import type { OperationRequest } from './operation-request.ts';
import { resultText } from './result-text.ts';

export interface RunOnceDeps {
  readonly identifier: Pick<Identifier, 'headersFor'>;
  readonly executionTimeoutMs: number;
  snapshotCursor(wanted: unknown, identity: Identity): unknown;
}

/** What every execution over a live transport is asked with. */
export async function executionOf(
  { params, session, traceparent }: OperationRequest,
  signal: AbortSignal,
  deps: RunOnceDeps,
): Promise<ExecutionRequest> {
  const headers = await deps.identifier.headersFor(session.caller);
  return {
    variables: params.variables,
    headers: traceparent === undefined ? headers : { ...headers, traceparent },
    signal: AbortSignal.any([signal, AbortSignal.timeout(deps.executionTimeoutMs)]),
    identityKey: session.caller.identityKey,
  };
}

/** Runs a query or mutation over a live transport, as it runs over HTTP. Returns the errors of its answer. */
export async function runOnce(
  { operation }: AdmittedOperation,
  request: OperationRequest,
  signal: AbortSignal,
  deps: RunOnceDeps,
): Promise<readonly AnswerError[]> {
  const { params, session, sink } = request;
  // Before the query runs: what it misses is then after the cursor.
  const cursor = deps.snapshotCursor(params.extensions.cursor, session.caller.identity);
  const answer = await operation.run(await executionOf(request, signal, deps));
  if (signal.aborted) return answer.errors;
  if (answer.data === undefined) {
    sink.error(answer.errors);
    return answer.errors;
  }
  const extensions = cursor === undefined ? answer.extensions : { ...answer.extensions, cursor };
  await sink.next(resultText({ ...answer, extensions }), null);
  if (!signal.aborted) sink.complete();
  return answer.errors;
}
