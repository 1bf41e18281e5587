import { type GraphQLSchema, parse, validate } from 'graphql';
import { describeUse } from '../report/describe-use.ts';
import type { Finding } from '../report/finding.ts';
import type { UsedOperation } from '../usage/records.ts';

/**
 * Every operation that clients sent (or published as persisted) must be valid against the new graph. One that wasn't
 * valid before either is only noted: the proposal didn't break it.
 */
export function checkOperations(
  before: GraphQLSchema,
  after: GraphQLSchema,
  operations: readonly UsedOperation[],
): Finding[] {
  return operations.flatMap((operation): Finding[] => {
    const document = parse(operation.text);
    const errors = validate(after, document);
    if (errors.length === 0) return [];
    const wasValid = validate(before, document).length === 0;
    return [
      {
        stage: 'operations',
        level: wasValid ? 'error' : 'note',
        place: `operation ${operation.name ?? operation.id}`,
        reason: `${wasValid ? 'It would no longer be valid' : 'It is not valid, and was not before'}: ${errors[0]?.message}`,
        affected: describeUse(operation),
        advice: wasValid ? 'Keep what it uses, deprecate it, and remove it when nobody asks for it any more.' : null,
      },
    ];
  });
}
