import type { Claim } from '../../../platform/http/claim.ts';
import type { Reader } from '../../../platform/postgres/reader.ts';
import { type RowStatement, timeOfEpoch } from '../../../platform/postgres/row-statement.ts';
import type { PrismaClient } from '../../../prisma/activity/generated/client.ts';
import type { MatchModel } from '../model.ts';
import { highestId } from './like-store.ts';

export interface MatchStore {
  find(ids: readonly string[]): Promise<readonly MatchModel[]>;
  /** A person's matches, the latest first, from after a match's id on. */
  of(userId: string, after: string | null, limit: number, claim?: Claim): Promise<readonly MatchModel[]>;
}

/** A person is the lower id of some of their matches and the higher of others: two ranges of two indexes, merged. */
export const matchesPage: RowStatement<MatchModel> = {
  name: 'matches-page',
  text: `
    (SELECT id, low_id, high_id, date_part('epoch', at) FROM match
     WHERE low_id = $1 AND id < $2::uuid ORDER BY id DESC LIMIT $3)
    UNION ALL
    (SELECT id, low_id, high_id, date_part('epoch', at) FROM match
     WHERE high_id = $1 AND id < $2::uuid ORDER BY id DESC LIMIT $3)
    ORDER BY id DESC LIMIT $3`,
  toRow: ([id, lowId, highId, at]) => toModel({ id: id!, lowId: lowId!, highId: highId!, at: timeOfEpoch(at!) }),
};

interface MatchRow {
  id: string;
  lowId: string;
  highId: string;
  at: Date;
}

export function createMatchStore({ reader, prisma }: { reader: Reader; prisma: PrismaClient }): MatchStore {
  return {
    async find(ids) {
      return (await prisma.match.findMany({ where: { id: { in: [...ids] } } })).map(toModel);
    },
    of(userId, after, limit, claim) {
      return reader.readRows(matchesPage, [userId, after ?? highestId, String(limit)], claim);
    },
  };
}

function toModel({ id, at, lowId, highId }: MatchRow): MatchModel {
  return { id, at, userIds: [lowId, highId] };
}
