import type { Claim } from '../../../platform/http/claim.ts';
import type { Reader } from '../../../platform/postgres/reader.ts';
import { Prisma } from '../../../prisma/users/generated/client.ts';
import { toModel, type UserRow, userRowColumns } from '../accounts/user-row.ts';
import type { LiveUserModel } from '../model.ts';
import type { DiscoverQuery } from './read-filter.ts';

/** Where a page goes on: when the last person before it joined (milliseconds since 1970), and their id. */
export type DiscoverPosition = readonly [joinedAtMs: number, id: string];

export interface DiscoverStore {
  /** Up to `limit` active people after a position, the latest first. */
  findPage(
    query: DiscoverQuery,
    after: DiscoverPosition | null,
    limit: number,
    claim?: Claim,
  ): Promise<readonly LiveUserModel[]>;
}

export function createDiscoverStore(reader: Reader): DiscoverStore {
  return {
    async findPage(query, after, limit, claim) {
      const { text, values } = discoverSql(query, after, limit);
      const rows = await reader.read<UserRow>({ text }, values, claim);
      return rows.map((row) => toModel(row) as LiveUserModel);
    },
  };
}

/**
 * Only the conditions that are asked for are in the statement, and it is planned with their values, so that PostgreSQL
 * chooses by their selectivity between walking the ordered index and sorting the few rows of a rare interest or age.
 */
export function discoverSql(query: DiscoverQuery, after: DiscoverPosition | null, limit: number): Prisma.Sql {
  // Written out, not a parameter: it must match the partial indexes' own condition.
  const conditions = [Prisma.sql`status = 'ACTIVE'`];
  if (after) conditions.push(Prisma.sql`(joined_at, id) < (${new Date(after[0])}::timestamptz, ${after[1]}::uuid)`);
  if (query.cityKey !== null) conditions.push(Prisma.sql`city_key = ${query.cityKey}`);
  if (query.bornUntil !== null) conditions.push(Prisma.sql`birth_date <= ${query.bornUntil}::date`);
  if (query.bornAfter !== null) conditions.push(Prisma.sql`birth_date > ${query.bornAfter}::date`);
  if (query.interestKeys !== null) conditions.push(Prisma.sql`interest_keys && ${query.interestKeys}::text[]`);
  return Prisma.sql`
    SELECT ${Prisma.raw(userRowColumns)}
    FROM account
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY joined_at DESC, id DESC
    LIMIT ${limit}`;
}
