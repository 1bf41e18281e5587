import type { Pool, PoolClient } from 'pg';
import { listParameter } from '../../../platform/postgres/list-parameter.ts';
import { type LikeWrite, type NewLike, type PairRow, toPairState } from './pair-state.ts';
import { inPairTransaction } from './pair-transaction.ts';
import { groupCounterParts, groupOutboxParts, placedEvents } from './statement-parts.ts';

/** `read-pair` for many pairs, in the order they are asked for. */
const readPairs = {
  name: 'read-pairs',
  text: `
    SELECT
      (SELECT status FROM account WHERE account.id = asked.from_id) AS actor,
      (SELECT status FROM account WHERE account.id = asked.to_id) AS target,
      liked.id AS "likeId", liked.at AS "likeAt",
      EXISTS (
        SELECT FROM profile_like AS other WHERE other.from_id = asked.to_id AND other.to_id = asked.from_id
      ) AS "likedBack",
      match.id AS "matchId", match.at AS "matchAt"
    FROM unnest(${listParameter('$1', 'uuid')}, ${listParameter('$2', 'uuid')}) WITH ORDINALITY AS asked (from_id, to_id, place)
    LEFT JOIN profile_like AS liked ON liked.from_id = asked.from_id AND liked.to_id = asked.to_id
    LEFT JOIN match
      ON match.low_id = least(asked.from_id, asked.to_id) AND match.high_id = greatest(asked.from_id, asked.to_id)
    ORDER BY place`,
};

/** `add-like` for many pairs. Counters are the last locks, in the order of ids. */
const addLikes = {
  name: 'add-likes',
  text: `
    WITH asked AS MATERIALIZED (
      SELECT * FROM unnest(
        ${listParameter('$1', 'uuid')}, ${listParameter('$2', 'uuid')}, ${listParameter('$3', 'uuid')},
        ${listParameter('$4', 'timestamptz')}, ${listParameter('$5', 'uuid')}, ${listParameter('$6', 'timestamptz')}
      )
        WITH ORDINALITY AS asked (id, from_id, to_id, at, match_id, match_at, place)
    ),
    liked AS (
      INSERT INTO profile_like (id, from_id, to_id, at) SELECT id, from_id, to_id, at FROM asked RETURNING id
    ),
    matched AS (
      INSERT INTO match (id, low_id, high_id, at)
      SELECT match_id, least(from_id, to_id), greatest(from_id, to_id), match_at FROM asked WHERE match_id IS NOT NULL
    ),
    totals AS (SELECT to_id AS user_id, count(*) AS total FROM asked GROUP BY to_id),
    ${groupCounterParts({ column: 'likes', totals: 'totals', when: 'liked' })},
    ${groupOutboxParts('$7', 'asked', 'counted')}
    SELECT 1`,
};

/** Likes of different pairs in one transaction: all is read, then decided, then stored. Returns the outcomes in order. */
export function addLikesOfPairs(pool: Pool, writes: readonly LikeWrite[]): Promise<readonly unknown[]> {
  return inPairTransaction(
    pool,
    writes.map(({ fromId, toId }) => [fromId, toId]),
    async (client) => {
      const { rows } = await client.query<PairRow>({
        ...readPairs,
        values: [writes.map(({ fromId }) => fromId), writes.map(({ toId }) => toId)],
      });
      const decisions = writes.map(({ fromId, toId, decide }, index) =>
        decide(toPairState(rows[index]!, fromId, toId)),
      );
      const added = decisions.flatMap(({ add }) => add ?? []);
      if (added.length > 0) await store(client, added);
      return decisions.map(({ outcome }) => outcome);
    },
  );
}

async function store(client: PoolClient, added: readonly NewLike[]): Promise<void> {
  await client.query({
    ...addLikes,
    values: [
      added.map(({ like }) => like.id),
      added.map(({ like }) => like.fromId),
      added.map(({ like }) => like.toId),
      added.map(({ like }) => like.at),
      added.map(({ match }) => match?.id ?? null),
      added.map(({ match }) => match?.at ?? null),
      placedEvents(added),
    ],
  });
}
