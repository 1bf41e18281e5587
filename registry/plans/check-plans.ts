import { counted } from '../report/counted.ts';
import { describeUse } from '../report/describe-use.ts';
import type { Finding } from '../report/finding.ts';
import type { UsedOperation } from '../usage/records.ts';
import { createPlanSizer } from './count-fetches.ts';

/** Every recorded operation must still plan, and a plan that needs more requests or round trips is told. */
export function checkPlans(beforeSdl: string, afterSdl: string, operations: readonly UsedOperation[]): Finding[] {
  const sizeBefore = createPlanSizer(beforeSdl);
  const sizeAfter = createPlanSizer(afterSdl);
  return operations.flatMap((operation): Finding[] => {
    const before = sizeBefore(operation.text);
    if (!before) return [];
    const after = sizeAfter(operation.text);
    const place = `operation ${operation.name ?? operation.id}`;
    const affected = describeUse(operation);
    if (!after)
      return [
        {
          stage: 'plans',
          level: 'error',
          place,
          reason: 'It can no longer be planned.',
          affected,
          advice: 'See the findings of the other stages for what it uses.',
        },
      ];
    if (after.fetches <= before.fetches && after.depth <= before.depth) return [];
    return [
      {
        stage: 'plans',
        level: 'warning',
        place,
        reason: `Its plan grows from ${counted(before.fetches, 'request')} in ${counted(before.depth, 'round trip')} to ${after.fetches} in ${after.depth}.`,
        affected,
        advice:
          'Let the subgraph that is asked already provide the field (@shareable, @provides), or accept the cost knowingly.',
      },
    ];
  });
}
