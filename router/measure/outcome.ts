/**
 * How an operation ended, for objectives and alerts:
 * - `ok`: without errors.
 * - `error`: something of ours failed, if only for a part of the answer.
 * - `aborted`: the client was gone.
 * - `refused`: the client's own doing: a mistake, a missing right, a spent allowance.
 */
export type Outcome = 'ok' | 'error' | 'aborted' | 'refused';

const ours = new Set([
  'INTERNAL_SERVER_ERROR',
  'DEADLINE_EXCEEDED',
  'QUERY_PLANNING_FAILED',
  'GRAPHQL_PLAN_FAILED',
  'SERVICE_UNAVAILABLE',
  'OVERLOADED',
]);

/** The worst that an answer's error codes say. */
export function outcomeOf(codes: readonly string[]): Outcome {
  if (codes.length === 0) return 'ok';
  if (codes.some((code) => ours.has(code) || code.startsWith('SUBGRAPH_'))) return 'error';
  return codes.includes('REQUEST_ABORTED') ? 'aborted' : 'refused';
}
