import { type GraphQLSchema, parse } from 'graphql';
import type { Change } from '../changes/change.ts';
import { isTouched, type OperationUse, readOperationUse } from '../usage/operation-use.ts';
import type { UsedOperation } from '../usage/records.ts';

/** A change with whom it touches. */
export interface JudgedChange {
  readonly change: Change;
  /**
   * `breaks`: recorded operations stop working. `endangers`: they go on, with answers their authors may not expect.
   * `allowed`: it could break somebody, but no recorded operation is touched. `safe`: it can't break anybody.
   */
  readonly verdict: 'breaks' | 'endangers' | 'allowed' | 'safe';
  readonly affected: readonly UsedOperation[];
}

/**
 * Judges each change by recorded use: exact coordinates, no name prefixes.
 *
 * `before` is the schema the operations were sent to; an operation that isn't valid against it is left out (the
 * operations check reports it).
 */
export function judgeChanges(
  before: GraphQLSchema,
  changes: readonly Change[],
  operations: readonly UsedOperation[],
): JudgedChange[] {
  const uses = operations.map((operation): [UsedOperation, OperationUse] => [
    operation,
    readOperationUse(before, parse(operation.text), operation.sent),
  ]);
  return changes.map((change) => {
    if (change.severity === 'safe') return { change, verdict: 'safe', affected: [] };
    const affected = uses
      .filter(([, use]) => change.touches.some((touch) => isTouched(use, touch)))
      .map(([operation]) => operation);
    if (affected.length === 0) return { change, verdict: 'allowed', affected };
    return { change, verdict: change.severity === 'breaking' ? 'breaks' : 'endangers', affected };
  });
}
