import { type GraphQLSchema, parse, validate } from 'graphql';
import { diffSchemas } from '../changes/diff-schemas.ts';
import { describeUse } from '../report/describe-use.ts';
import type { Finding } from '../report/finding.ts';
import type { UsedOperation } from '../usage/records.ts';
import { type JudgedChange, judgeChanges } from './judge-changes.ts';

/**
 * Every change between two API schemas as a finding, judged by the operations that were recorded. Where nothing was
 * recorded at all (`known` is false) nobody can tell whom a change touches: what could break somebody is a warning.
 */
export function checkChanges(
  before: GraphQLSchema,
  after: GraphQLSchema,
  operations: readonly UsedOperation[],
  known = true,
): Finding[] {
  const valid = operations.filter(({ text }) => validate(before, parse(text)).length === 0);
  return judgeChanges(before, diffSchemas(before, after), valid).map((judged) => toFinding(judged, known));
}

const levels = { breaks: 'error', endangers: 'warning', safe: 'note' } as const;

const advices = {
  breaks: 'Deprecate it first, wait until nobody uses it any more, then remove it; or keep the old beside the new.',
  endangers: 'Tell the clients named here before it goes out.',
  unknown: 'Record use, or ask the teams of its clients.',
};

function toFinding({ change, verdict, affected }: JudgedChange, known: boolean): Finding {
  const found = (level: Finding['level'], reason: string, advice: string | null): Finding => ({
    stage: 'changes',
    level,
    place: change.coordinate,
    reason,
    affected: affected.flatMap(describeUse),
    advice,
  });
  if (verdict === 'allowed' && known)
    return found('note', `${change.message} It is allowed: no recorded operation uses it.`, null);
  if (verdict === 'allowed')
    return change.severity === 'breaking'
      ? found('warning', `${change.message} It breaks whoever uses it, and no use was recorded.`, advices.unknown)
      : found('note', `${change.message} It may surprise whoever uses it, and no use was recorded.`, null);
  return found(levels[verdict], change.message, verdict === 'safe' ? null : advices[verdict]);
}
