import { type GraphQLSchema, parse, validate } from 'graphql';
import { describeUse } from '../report/describe-use.ts';
import type { Finding } from '../report/finding.ts';
import { readOperationUse } from '../usage/operation-use.ts';
import type { UsedOperation } from '../usage/records.ts';
import { refusedVariables } from './check-sent.ts';

/**
 * Every operation that clients sent (or published as persisted) must be valid against the new graph, and variables like
 * those that came with it must be accepted. One that wasn't valid before either is only noted: the proposal didn't break
 * it.
 */
export function checkOperations(
  before: GraphQLSchema,
  after: GraphQLSchema,
  operations: readonly UsedOperation[],
): Finding[] {
  return operations.flatMap((operation): Finding[] => {
    const document = parse(operation.text);
    const found = (level: Finding['level'], reason: string): Finding => ({
      stage: 'operations',
      level,
      place: `operation ${operation.name ?? operation.id}`,
      reason,
      affected: describeUse(operation),
      advice:
        level === 'error' ? 'Keep what it uses, deprecate it, and remove it when nobody asks for it any more.' : null,
    });
    const wasValid = validate(before, document).length === 0;
    const [error] = validate(after, document);
    if (error)
      return [
        wasValid
          ? found('error', `It would no longer be valid: ${error.message}`)
          : found('note', `It is not valid, and was not before: ${error.message}`),
      ];
    if (!wasValid) return [];
    const [refused] = refusedVariables(before, after, readOperationUse(before, document, operation.sent));
    if (refused === undefined) return [];
    const whose = operation.sent ? 'it sent' : 'it may send';
    return [found('error', `Variables that ${whose} would be refused: ${refused}.`)];
  });
}
