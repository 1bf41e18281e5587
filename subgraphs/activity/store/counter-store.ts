import type { Claim } from '../../../platform/http/claim.ts';
import type { Reader } from '../../../platform/postgres/reader.ts';

/** How a profile is received. */
export interface ProfileCounts {
  readonly visits: number;
  readonly likes: number;
}

export interface CounterStore {
  /** The counts of each; a person nothing happened to has zeros, and a deleted account is left out. */
  read(userIds: readonly string[], claim?: Claim): Promise<ReadonlyMap<string, ProfileCounts>>;
}

const readCounts = {
  name: 'read-counts',
  text: `
    SELECT asked.id, coalesce(sum(counter.visits), 0)::float8 AS visits, coalesce(sum(counter.likes), 0)::float8 AS likes
    FROM unnest($1::uuid[]) AS asked (id)
    LEFT JOIN account ON account.id = asked.id
    LEFT JOIN profile_counter AS counter ON counter.user_id = asked.id
    WHERE account.status IS DISTINCT FROM 'DELETED'
    GROUP BY asked.id`,
};

export function createCounterStore({ reader }: { reader: Reader }): CounterStore {
  return {
    async read(userIds, claim) {
      const rows = await reader.read<ProfileCounts & { id: string }>(readCounts, [userIds], claim);
      return new Map(rows.map(({ id, visits, likes }) => [id, { visits, likes }]));
    },
  };
}
