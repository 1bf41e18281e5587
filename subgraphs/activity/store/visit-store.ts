import type { Pool } from 'pg';
import type { Claim } from '../../../platform/http/claim.ts';
import type { OutboxEvent } from '../../../platform/outbox/write-outbox.ts';
import { listParameter } from '../../../platform/postgres/list-parameter.ts';
import type { Reader } from '../../../platform/postgres/reader.ts';
import { type RowStatement, timeOfEpoch } from '../../../platform/postgres/row-statement.ts';
import type { PrismaClient } from '../../../prisma/activity/generated/client.ts';
import type { AccountStatus, VisitModel, VisitorModel } from '../model.ts';
import type { Parties } from '../rules/refusal.ts';
import {
  counterParts,
  groupCounterParts,
  groupOutboxParts,
  outboxParts,
  placedEvents,
  statusParts,
} from './statement-parts.ts';
import { createWriteGroups } from './write-groups.ts';

/** Where a page of visitors goes on: after this one. */
export interface VisitorPosition {
  readonly at: Date;
  readonly visitorId: string;
}

export interface VisitStore {
  /**
   * Stores a visit, its pair, its count and its events, all or nothing, unless what is known of the two forbids it
   * (`refusalOf`). Returns what is known of them either way. It isn't begun where the claim has ended by then.
   */
  record(visit: VisitModel, events: readonly OutboxEvent[], claim?: Claim): Promise<Parties>;
  find(ids: readonly string[]): Promise<readonly VisitModel[]>;
  /** The distinct visitors of a profile, the latest first, from after a position on. */
  visitors(
    visitedId: string,
    after: VisitorPosition | null,
    limit: number,
    claim?: Claim,
  ): Promise<readonly VisitorModel[]>;
}

/**
 * The hottest write of Kith: one statement, so one round trip and one implicit transaction. The condition in `allowed`
 * is `refusalOf` in SQL. Each part hangs on the one before, so that locks are taken in one order: the pair, then a counter.
 */
const recordVisit = {
  name: 'record-visit',
  text: `
    WITH ${statusParts('$2', '$3')},
    allowed AS (
      SELECT FROM target
      WHERE target.status = 'ACTIVE' AND NOT EXISTS (SELECT FROM actor WHERE actor.status <> 'ACTIVE')
    ),
    recorded AS (
      INSERT INTO visit (id, visitor_id, visited_id, at)
      SELECT $1::uuid, $2::uuid, $3::uuid, $4::timestamptz FROM allowed
      RETURNING visitor_id, visited_id, at
    ),
    paired AS (
      INSERT INTO visitor AS pair (visited_id, visitor_id, visits, last_visited_at)
      SELECT visited_id, visitor_id, 1, at FROM recorded
      ON CONFLICT (visitor_id, visited_id) DO UPDATE SET
        visits = pair.visits + 1,
        last_visited_at = greatest(pair.last_visited_at, excluded.last_visited_at)
      RETURNING visited_id
    ),
    ${counterParts({ column: 'visits', by: 1, userId: '$3', when: 'paired' })},
    ${outboxParts('$5', 'counted')}
    SELECT (SELECT status FROM actor) AS actor, (SELECT status FROM target) AS target`,
};

/**
 * The same for the visits of a few milliseconds. Pairs are locked in the order of their ids and then counters in the order
 * of theirs, so that two groups can't wait for each other.
 */
const recordVisits = {
  name: 'record-visits',
  text: `
    WITH asked AS (
      SELECT * FROM unnest(
        ${listParameter('$1', 'uuid')}, ${listParameter('$2', 'uuid')},
        ${listParameter('$3', 'uuid')}, ${listParameter('$4', 'timestamptz')}
      )
        WITH ORDINALITY AS asked (id, visitor_id, visited_id, at, place)
    ),
    judged AS MATERIALIZED (
      SELECT asked.*,
        (SELECT status FROM account WHERE account.id = asked.visitor_id) AS actor,
        (SELECT status FROM account WHERE account.id = asked.visited_id) AS target
      FROM asked
    ),
    allowed AS MATERIALIZED (
      SELECT * FROM judged WHERE target = 'ACTIVE' AND (actor IS NULL OR actor = 'ACTIVE')
    ),
    recorded AS (
      INSERT INTO visit (id, visitor_id, visited_id, at) SELECT id, visitor_id, visited_id, at FROM allowed
    ),
    paired AS (
      INSERT INTO visitor AS pair (visited_id, visitor_id, visits, last_visited_at)
      SELECT visited_id, visitor_id, count(*), max(at) FROM allowed
      GROUP BY visitor_id, visited_id ORDER BY visitor_id, visited_id
      ON CONFLICT (visitor_id, visited_id) DO UPDATE SET
        visits = pair.visits + excluded.visits,
        last_visited_at = greatest(pair.last_visited_at, excluded.last_visited_at)
      RETURNING visited_id
    ),
    totals AS (SELECT visited_id AS user_id, count(*) AS total FROM allowed GROUP BY visited_id),
    ${groupCounterParts({ column: 'visits', totals: 'totals', when: 'paired' })},
    ${groupOutboxParts('$5', 'allowed', 'counted')}
    SELECT actor, target FROM judged ORDER BY place`,
};

/** One range of the index `visitor_latest`: a page further down costs the same. */
export const visitorsPage: RowStatement<VisitorModel> = {
  name: 'visitors-page',
  text: `
    SELECT visitor_id, visits, date_part('epoch', last_visited_at) FROM visitor
    WHERE visited_id = $1 AND (last_visited_at, visitor_id) < ($2::timestamptz, $3::uuid)
    ORDER BY last_visited_at DESC, visitor_id DESC LIMIT $4`,
  toRow: ([userId, visits, lastVisitedAt]) => ({
    userId: userId!,
    visits: Number(visits),
    lastVisitedAt: timeOfEpoch(lastVisitedAt!),
  }),
};

interface PartiesRow {
  actor: AccountStatus | null;
  target: AccountStatus | null;
}

/** Before the first: no time is later. Every page then has the same condition, and so the same plan. */
const start = ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

interface VisitWrite {
  readonly visit: VisitModel;
  readonly events: readonly OutboxEvent[];
}

export function createVisitStore(deps: {
  pool: Pool;
  reader: Reader;
  prisma: PrismaClient;
  groupWrites: boolean;
}): VisitStore {
  const { pool, reader, prisma, groupWrites } = deps;

  const recordOne = async ({ visit, events }: VisitWrite): Promise<Parties> => {
    const { rows } = await pool.query<PartiesRow>({
      ...recordVisit,
      values: [visit.id, visit.visitorId, visit.visitedId, visit.at, JSON.stringify(events)],
    });
    return rows[0]!;
  };
  const recordGroup = async (writes: readonly VisitWrite[]): Promise<readonly Parties[]> => {
    const { rows } = await pool.query<PartiesRow>({
      ...recordVisits,
      values: [
        writes.map(({ visit }) => visit.id),
        writes.map(({ visit }) => visit.visitorId),
        writes.map(({ visit }) => visit.visitedId),
        writes.map(({ visit }) => visit.at),
        placedEvents(writes),
      ],
    });
    return rows;
  };
  const groups = createWriteGroups({ runGroup: recordGroup, runAlone: recordOne });

  return {
    record: (visit, events, claim) =>
      groupWrites ? groups.add({ visit, events }, claim) : recordOne({ visit, events }),

    find: (ids) => prisma.visit.findMany({ where: { id: { in: [...ids] } } }),

    visitors(visitedId, after, limit, claim) {
      const position = after ? [after.at.toISOString(), after.visitorId] : start;
      return reader.readRows(visitorsPage, [visitedId, ...position, String(limit)], claim);
    },
  };
}
