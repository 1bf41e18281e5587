import type { Claim } from '../../../platform/http/claim.ts';
import { listOfIds, listParameter } from '../../../platform/postgres/list-parameter.ts';
import type { Reader } from '../../../platform/postgres/reader.ts';
import { type RowStatement, timeOfEpoch } from '../../../platform/postgres/row-statement.ts';
import type { RiskModel } from '../model.ts';
import type { ReasonRow } from './case-store.ts';

export interface AssessmentStore {
  /** What is thought of each account now; an account that nothing was ever seen of is left out. */
  findByUsers(userIds: readonly string[], claim?: Claim): Promise<ReadonlyMap<string, RiskModel>>;
  /** What each assessment rests on, the latest first; an account with nothing against it is left out. */
  reasonsByUsers(userIds: readonly string[], claim?: Claim): Promise<ReadonlyMap<string, readonly ReasonRow[]>>;
}

/**
 * Read for every person on a reviewer's page, so past Prisma and prepared once a connection. What Prisma reads is the
 * measure (assessment-store.test.ts).
 */
const assessmentsByUsers: RowStatement<RiskModel> = {
  name: 'assessments-by-users',
  text: `SELECT user_id, score, level FROM assessment WHERE user_id = ANY (${listParameter('$1', 'uuid')})`,
  toRow: ([userId, score, level]) => ({ userId: userId!, score: Number(score), level: level as RiskModel['level'] }),
};

/** By the index of `decision`, which begins with the account. */
const reasonsByUsers: RowStatement<ReasonRow & { readonly userId: string }> = {
  name: 'reasons-by-users',
  text: `
    SELECT user_id, rule, detail, date_part('epoch', evidence_at)
    FROM decision WHERE user_id = ANY (${listParameter('$1', 'uuid')}) AND cleared_at IS NULL
    ORDER BY evidence_at DESC, rule`,
  toRow: ([userId, rule, detail, at]) => ({ userId: userId!, rule: rule!, detail: detail!, at: timeOfEpoch(at!) }),
};

export function createAssessmentStore({ reader }: { reader: Reader }): AssessmentStore {
  return {
    async findByUsers(userIds, claim) {
      const rows = await reader.readRows(assessmentsByUsers, [listOfIds(userIds)], claim);
      return new Map(rows.map((row) => [row.userId, row]));
    },

    async reasonsByUsers(userIds, claim) {
      const byUser = new Map<string, ReasonRow[]>();
      for (const { userId, ...reason } of await reader.readRows(reasonsByUsers, [listOfIds(userIds)], claim)) {
        const known = byUser.get(userId);
        if (known) known.push(reason);
        else byUser.set(userId, [reason]);
      }
      return byUser;
    },
  };
}
