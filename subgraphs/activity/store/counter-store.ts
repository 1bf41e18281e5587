import type { Claim } from '../../../platform/http/claim.ts';
import { listOfIds, listParameter } from '../../../platform/postgres/list-parameter.ts';
import type { Reader } from '../../../platform/postgres/reader.ts';
import type { RowStatement } from '../../../platform/postgres/row-statement.ts';

/** How a profile is received. */
export interface ProfileCounts {
  readonly visits: number;
  readonly likes: number;
}

export interface CounterStore {
  /** The counts of each; a person nothing happened to has zeros, and a deleted account is left out. */
  read(userIds: readonly string[], claim?: Claim): Promise<ReadonlyMap<string, ProfileCounts>>;
}

const readCounts: RowStatement<[id: string, counts: ProfileCounts]> = {
  name: 'read-counts',
  text: `
    SELECT asked.id, coalesce(sum(counter.visits), 0), coalesce(sum(counter.likes), 0)
    FROM unnest(${listParameter('$1', 'uuid')}) AS asked (id)
    LEFT JOIN account ON account.id = asked.id
    LEFT JOIN profile_counter AS counter ON counter.user_id = asked.id
    WHERE account.status IS DISTINCT FROM 'DELETED'
    GROUP BY asked.id`,
  toRow: ([id, visits, likes]) => [id!, { visits: Number(visits), likes: Number(likes) }],
};

export function createCounterStore({ reader }: { reader: Reader }): CounterStore {
  return {
    async read(userIds, claim) {
      return new Map(await reader.readRows(readCounts, [listOfIds(userIds)], claim));
    },
  };
}
