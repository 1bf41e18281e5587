import type { Pool } from 'pg';

/**
 * Erases what is held of a deleted account, a batch a transaction, so that a very popular account's erasure neither
 * holds locks for long nor bloats one transaction. Every step may be repeated and may run beside itself.
 */
export interface ErasureStore {
  /** Deleted accounts that may still have rows, the longest deleted first, and only those deleted `settleMs` ago. */
  pending(settleMs: number, limit: number): Promise<readonly string[]>;
  /** Erases up to a batch of each kind of row. Returns how many rows went; 0: nothing is left. */
  eraseBatch(userId: string): Promise<number>;
  /** Notes that nothing is left. */
  markErased(userId: string): Promise<void>;
}

/** One batch takes some ten milliseconds: short enough that nobody waits long behind its locks. */
const batchRowsMax = 1000;

/** Likes that the account gave: they count no more for those who got them. Counters are locked in the order of ids. */
const likesGiven = `
  WITH gone AS (
    DELETE FROM profile_like WHERE id IN (SELECT id FROM profile_like WHERE from_id = $1 ORDER BY id DESC LIMIT $2)
    RETURNING to_id
  ),
  uncounted AS (
    INSERT INTO profile_counter AS counter (user_id, slot, visits, likes)
    SELECT to_id, 0, 0, -1 FROM gone ORDER BY to_id
    ON CONFLICT (user_id, slot) DO UPDATE SET likes = counter.likes - 1
  )
  SELECT count(*)::int AS gone FROM gone`;

/** What points at the account. Its own counters go with it. */
const likesReceived = `
  WITH gone AS (
    DELETE FROM profile_like WHERE id IN (SELECT id FROM profile_like WHERE to_id = $1 ORDER BY id DESC LIMIT $2)
    RETURNING id
  )
  SELECT count(*)::int AS gone FROM gone`;

const matches = `
  WITH gone AS (
    DELETE FROM match WHERE id IN (
      (SELECT id FROM match WHERE low_id = $1 ORDER BY id DESC LIMIT $2)
      UNION ALL
      (SELECT id FROM match WHERE high_id = $1 ORDER BY id DESC LIMIT $2)
    )
    RETURNING id
  )
  SELECT count(*)::int AS gone FROM gone`;

/** Pairs first, with all visits of each: a pair never stands without its visits or the other way round. */
const visitsPaid = `
  WITH pairs AS (
    DELETE FROM visitor WHERE visitor_id = $1 AND visited_id IN (SELECT visited_id FROM visitor WHERE visitor_id = $1 LIMIT $2)
    RETURNING visited_id
  ),
  gone AS (DELETE FROM visit WHERE visitor_id = $1 AND visited_id IN (SELECT visited_id FROM pairs) RETURNING id)
  SELECT ((SELECT count(*) FROM pairs) + (SELECT count(*) FROM gone))::int AS gone`;

const visitsReceived = `
  WITH pairs AS (
    DELETE FROM visitor WHERE visited_id = $1 AND visitor_id IN (
      SELECT visitor_id FROM visitor WHERE visited_id = $1
      ORDER BY last_visited_at DESC, visitor_id DESC LIMIT $2
    )
    RETURNING visitor_id
  ),
  gone AS (DELETE FROM visit WHERE visited_id = $1 AND visitor_id IN (SELECT visitor_id FROM pairs) RETURNING id)
  SELECT ((SELECT count(*) FROM pairs) + (SELECT count(*) FROM gone))::int AS gone`;

const counters = `
  WITH gone AS (DELETE FROM profile_counter WHERE user_id = $1 AND $2 > 0 RETURNING slot)
  SELECT count(*)::int AS gone FROM gone`;

export function createErasureStore({ pool }: { pool: Pool }): ErasureStore {
  return {
    async pending(settleMs, limit) {
      const { rows } = await pool.query<{ id: string }>(
        `SELECT id FROM account
         WHERE status = 'DELETED' AND erased_at IS NULL AND stored_at <= now() - $1 * interval '1 millisecond'
         ORDER BY stored_at LIMIT $2`,
        [settleMs, limit],
      );
      return rows.map((row) => row.id);
    },
    async eraseBatch(userId) {
      let gone = 0;
      for (const statement of [likesGiven, likesReceived, matches, visitsPaid, visitsReceived, counters]) {
        const { rows } = await pool.query<{ gone: number }>(statement, [userId, batchRowsMax]);
        gone += rows[0]?.gone ?? 0;
      }
      return gone;
    },
    async markErased(userId) {
      await pool.query("UPDATE account SET erased_at = now() WHERE id = $1 AND status = 'DELETED'", [userId]);
    },
  };
}
