import { type GraphQLSchema, parse, validate } from 'graphql';
import { diffSchemas } from '../changes/diff-schemas.ts';
import { describeUse } from '../report/describe-use.ts';
import type { Finding } from '../report/finding.ts';
import type { UsedOperation } from '../usage/records.ts';
import { type JudgedChange, judgeChanges } from './judge-changes.ts';

/** Every change between two API schemas as a finding, judged by the operations that were recorded. */
export function checkChanges(
  before: GraphQLSchema,
  after: GraphQLSchema,
  operations: readonly UsedOperation[],
): Finding[] {
  const valid = operations.filter(({ text }) => validate(before, parse(text)).length === 0);
  return judgeChanges(before, diffSchemas(before, after), valid).map(toFinding);
}

const levels = { breaks: 'error', endangers: 'warning', allowed: 'note', safe: 'note' } as const;

function toFinding({ change, verdict, affected }: JudgedChange): Finding {
  const reasons = {
    breaks: change.message,
    endangers: change.message,
    allowed: `${change.message} It is allowed: no recorded operation uses it.`,
    safe: change.message,
  };
  return {
    stage: 'changes',
    level: levels[verdict],
    place: change.coordinate,
    reason: reasons[verdict],
    affected: affected.flatMap(describeUse),
    advice:
      verdict === 'breaks'
        ? 'Deprecate it first, wait until nobody uses it any more, then remove it; or keep the old beside the new.'
        : verdict === 'endangers'
          ? 'Tell the clients named here before it goes out.'
          : null,
  };
}
