import type { Pool, PoolClient } from 'pg';
import type { Claim } from '../../../platform/http/claim.ts';
import type { OutboxEvent } from '../../../platform/outbox/write-outbox.ts';
import { listOfIds, listParameter } from '../../../platform/postgres/list-parameter.ts';
import type { Reader } from '../../../platform/postgres/reader.ts';
import { type RowStatement, timeOfEpoch } from '../../../platform/postgres/row-statement.ts';
import type { PrismaClient } from '../../../prisma/activity/generated/client.ts';
import type { LikeModel, MatchModel } from '../model.ts';
import { addLikesOfPairs } from './like-groups.ts';
import { type LikeDecision, type LikeWrite, type PairRow, type PairState, toPairState } from './pair-state.ts';
import { inPairTransaction, pairLockKey } from './pair-transaction.ts';
import { counterParts, outboxParts, statusParts } from './statement-parts.ts';
import { createWriteGroups } from './write-groups.ts';

/** What can be done with a pair while nobody else can do anything with it. */
export interface PairTransaction {
  read(): Promise<PairState>;
  /** Stores a new like with the match it makes, if any, its count and its events. */
  addLike(like: LikeModel, match: MatchModel | null, events: readonly OutboxEvent[]): Promise<void>;
  /** Takes a like away with the match it belonged to, if any, and its count; stores the events. */
  removeLike(like: LikeModel, events: readonly OutboxEvent[]): Promise<void>;
}

export interface LikeStore {
  /**
   * Stores what `decide` calls for, in a transaction that has the pair to itself; it may be one that is shared with other
   * pairs' likes. If that fails, `decide` is asked again. It isn't begun where the claim has ended by then.
   */
  like<Outcome>(
    fromId: string,
    toId: string,
    decide: (state: PairState) => LikeDecision<Outcome>,
    claim?: Claim,
  ): Promise<Outcome>;
  /** Runs `run` in a transaction; the same two wait for each other, in either direction. */
  inPair<Result>(fromId: string, toId: string, run: (pair: PairTransaction) => Promise<Result>): Promise<Result>;
  find(ids: readonly string[]): Promise<readonly LikeModel[]>;
  /** A person's likes, the latest first, from after a like's id on. */
  received(toId: string, after: string | null, limit: number, claim?: Claim): Promise<readonly LikeModel[]>;
  given(fromId: string, after: string | null, limit: number, claim?: Claim): Promise<readonly LikeModel[]>;
  /** Those of `toIds` whom `fromId` likes. */
  likedAmong(fromId: string, toIds: readonly string[], claim?: Claim): Promise<ReadonlySet<string>>;
}

const readPair = {
  name: 'read-pair',
  text: `
    WITH ${statusParts('$1', '$2')}
    SELECT
      (SELECT status FROM actor) AS actor, (SELECT status FROM target) AS target,
      liked.id AS "likeId", liked.at AS "likeAt",
      EXISTS (SELECT FROM profile_like WHERE from_id = $2 AND to_id = $1) AS "likedBack",
      match.id AS "matchId", match.at AS "matchAt"
    FROM (SELECT) AS always
    LEFT JOIN profile_like AS liked ON liked.from_id = $1 AND liked.to_id = $2
    LEFT JOIN match ON match.low_id = least($1::uuid, $2::uuid) AND match.high_id = greatest($1::uuid, $2::uuid)`,
};

const addLike = {
  name: 'add-like',
  text: `
    WITH liked AS (
      INSERT INTO profile_like (id, from_id, to_id, at) VALUES ($1, $2, $3::uuid, $4) RETURNING id
    ),
    matched AS (
      INSERT INTO match (id, low_id, high_id, at)
      SELECT $5::uuid, least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid), $6::timestamptz WHERE $5 IS NOT NULL
      RETURNING id
    ),
    ${counterParts({ column: 'likes', by: 1, userId: '$3', when: 'liked' })},
    ${outboxParts('$7', 'counted')}
    SELECT 1`,
};

const removeLike = {
  name: 'remove-like',
  text: `
    WITH unliked AS (DELETE FROM profile_like WHERE id = $1 RETURNING id),
    unmatched AS (
      DELETE FROM match
      WHERE low_id = least($2::uuid, $3::uuid) AND high_id = greatest($2::uuid, $3::uuid)
    ),
    ${counterParts({ column: 'likes', by: -1, userId: '$3', when: 'unliked' })},
    ${outboxParts('$4', 'counted')}
    SELECT 1`,
};

/** Ids are ordered like time, so a page is one range of an index that ends with the id. */
const page = (name: string, column: 'from_id' | 'to_id'): RowStatement<LikeModel> => ({
  name,
  text: `
    SELECT id, from_id, to_id, date_part('epoch', at) FROM profile_like
    WHERE ${column} = $1 AND id < $2::uuid ORDER BY id DESC LIMIT $3`,
  toRow: ([id, fromId, toId, at]) => ({ id: id!, fromId: fromId!, toId: toId!, at: timeOfEpoch(at!) }),
});
export const receivedPage = page('likes-received-page', 'to_id');
export const givenPage = page('likes-given-page', 'from_id');

const likedAmong: RowStatement<string> = {
  name: 'liked-among',
  text: `SELECT to_id FROM profile_like WHERE from_id = $1 AND to_id = ANY (${listParameter('$2', 'uuid')})`,
  toRow: ([id]) => id!,
};

/** No id is higher: where every list starts. */
export const highestId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export function createLikeStore(deps: {
  pool: Pool;
  reader: Reader;
  prisma: PrismaClient;
  groupWrites: boolean;
}): LikeStore {
  const { pool, reader, prisma, groupWrites } = deps;
  const readPage =
    (statement: RowStatement<LikeModel>): LikeStore['received'] =>
    (userId, after, limit, claim) =>
      reader.readRows(statement, [userId, after ?? highestId, String(limit)], claim);
  const inPair: LikeStore['inPair'] = (fromId, toId, run) =>
    inPairTransaction(pool, [[fromId, toId]], (client) => run(createPairTransaction(client, fromId, toId)));
  const likeAlone = ({ fromId, toId, decide }: LikeWrite): Promise<unknown> =>
    inPair(fromId, toId, async (pair) => {
      const { outcome, add } = decide(await pair.read());
      if (add) await pair.addLike(add.like, add.match, add.events);
      return outcome;
    });
  const groups = createWriteGroups<LikeWrite, unknown>({
    runGroup: (writes) => addLikesOfPairs(pool, writes),
    runAlone: likeAlone,
    // The second like of a pair has to see what came of the first.
    keyOf: ({ fromId, toId }) => pairLockKey(fromId, toId),
  });
  return {
    like: <Outcome>(
      fromId: string,
      toId: string,
      decide: (state: PairState) => LikeDecision<Outcome>,
      claim?: Claim,
    ) => {
      const write: LikeWrite = { fromId, toId, decide };
      return (groupWrites ? groups.add(write, claim) : likeAlone(write)) as Promise<Outcome>;
    },
    inPair,
    find: (ids) => prisma.like.findMany({ where: { id: { in: [...ids] } } }),
    received: readPage(receivedPage),
    given: readPage(givenPage),
    async likedAmong(fromId, toIds, claim) {
      return new Set(await reader.readRows(likedAmong, [fromId, listOfIds(toIds)], claim));
    },
  };
}

function createPairTransaction(client: PoolClient, fromId: string, toId: string): PairTransaction {
  return {
    async read() {
      const { rows } = await client.query<PairRow>({ ...readPair, values: [fromId, toId] });
      return toPairState(rows[0]!, fromId, toId);
    },
    async addLike(like, match, events) {
      const { id, at } = like;
      await client.query({
        ...addLike,
        values: [id, fromId, toId, at, match?.id ?? null, match?.at ?? null, JSON.stringify(events)],
      });
    },
    async removeLike(like, events) {
      await client.query({ ...removeLike, values: [like.id, fromId, toId, JSON.stringify(events)] });
    },
  };
}
