import type { Claim } from '../../../platform/http/claim.ts';
import { listParameter } from '../../../platform/postgres/list-parameter.ts';
import type { Reader } from '../../../platform/postgres/reader.ts';
import type { RiskModel } from '../model.ts';
import type { ReasonRow } from './case-store.ts';

export interface AssessmentStore {
  /** What is thought of each account now; an account that nothing was ever seen of is left out. */
  findByUsers(userIds: readonly string[], claim?: Claim): Promise<ReadonlyMap<string, RiskModel>>;
  /** What each assessment rests on, the latest first; an account with nothing against it is left out. */
  reasonsByUsers(userIds: readonly string[], claim?: Claim): Promise<ReadonlyMap<string, readonly ReasonRow[]>>;
}

/**
 * Read for every person on a reviewer's page, so past Prisma and prepared once a connection. The columns are named as the
 * model's fields; what Prisma reads is the measure (assessment-store.test.ts).
 */
const assessmentsByUsers = {
  name: 'assessments-by-users',
  text: `SELECT user_id AS "userId", score, level FROM assessment WHERE user_id = ANY (${listParameter('$1', 'uuid')})`,
};

/** By the index of `decision`, which begins with the account. Times come as seconds, which cost less to read than text. */
const reasonsByUsers = {
  name: 'reasons-by-users',
  text: `
    SELECT user_id AS "userId", rule, detail, date_part('epoch', evidence_at) AS at
    FROM decision WHERE user_id = ANY (${listParameter('$1', 'uuid')}) AND cleared_at IS NULL
    ORDER BY evidence_at DESC, rule`,
};

type ReasonOfUser = Omit<ReasonRow, 'at'> & { userId: string; at: number };

export function createAssessmentStore({ reader }: { reader: Reader }): AssessmentStore {
  return {
    async findByUsers(userIds, claim) {
      const rows = await reader.read<RiskModel>(assessmentsByUsers, [userIds], claim);
      return new Map(rows.map((row) => [row.userId, row]));
    },

    async reasonsByUsers(userIds, claim) {
      const rows = await reader.read<ReasonOfUser>(reasonsByUsers, [userIds], claim);
      const byUser = new Map<string, ReasonRow[]>();
      for (const { userId, rule, detail, at } of rows) {
        const reason = { rule, detail, at: new Date(Math.round(at * 1000)) };
        const known = byUser.get(userId);
        if (known) known.push(reason);
        else byUser.set(userId, [reason]);
      }
      return byUser;
    },
  };
}
