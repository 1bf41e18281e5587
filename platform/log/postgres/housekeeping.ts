import type pg from 'pg';

/** Held while a process keeps house, so that of many only one does; any number of the log's own. */
const housekeepingLock = 7_305_422;
/** Records removed in one transaction: short enough that appends to the partition hardly wait. */
const recordsMax = 5_000;
/** How long a compacted topic keeps a tombstone, so that a reader that was away sees it; Kafka's default of a day. */
const tombstonesKeptMs = 24 * 60 * 60 * 1000;

export interface Kept {
  /** Records removed because they were too old. */
  readonly expired: number;
  /** Records removed because a later one has their key, and old tombstones. */
  readonly compacted: number;
}

/** Removes what retention and compaction let go. Does nothing while another process is at it. */
export async function keepHouse(pool: pg.Pool, nowMs = Date.now()): Promise<Kept | undefined> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS mine', [housekeepingLock]);
    if (!rows[0].mine) return undefined;
    try {
      return { expired: await expire(client, nowMs), compacted: await compact(client, nowMs) };
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [housekeepingLock]);
    }
  } finally {
    client.release();
  }
}

/**
 * Retention removes from the front of a partition only, and says so in `earliest_offset` in the same transaction: a
 * reader can tell by the bounds what it missed. A partition whose first record is young enough is left alone after that one
 * look, which is what nearly every run finds.
 */
async function expire(client: pg.PoolClient, nowMs: number): Promise<number> {
  const { rows: partitions } = await client.query(
    `
    SELECT p.topic_id, p.partition, t.retention_ms FROM kith_log.partition p JOIN kith_log.topic t USING (topic_id)
    CROSS JOIN LATERAL (
      SELECT r.appended_at_ms FROM kith_log.record r
      WHERE r.topic_id = p.topic_id AND r.partition = p.partition ORDER BY r."offset" LIMIT 1
    ) AS first
    WHERE t.cleanup = 'delete' AND p.earliest_offset < p.next_offset AND first.appended_at_ms < $1 - t.retention_ms`,
    [nowMs],
  );
  let removed = 0;
  for (const { topic_id, partition, retention_ms } of partitions) {
    for (;;) {
      const { rows } = await client.query(expireSlice, [topic_id, partition, nowMs - Number(retention_ms), recordsMax]);
      removed += Number(rows[0].removed);
      if (Number(rows[0].removed) < recordsMax) break;
    }
  }
  return removed;
}

const expireSlice = `
  WITH slice AS (
    SELECT "offset", appended_at_ms FROM kith_log.record
    WHERE topic_id = $1 AND partition = $2 ORDER BY "offset" LIMIT $4
  ), kept AS (
    SELECT min("offset") AS first FROM slice WHERE appended_at_ms >= $3
  ), removed AS (
    DELETE FROM kith_log.record r USING slice s
    WHERE r.topic_id = $1 AND r.partition = $2 AND r."offset" = s."offset"
      AND s."offset" < coalesce((SELECT first FROM kept), 9223372036854775807)
    RETURNING r."offset"
  ), moved AS (
    UPDATE kith_log.partition SET earliest_offset = (SELECT max("offset") + 1 FROM removed)
    WHERE topic_id = $1 AND partition = $2 AND EXISTS (SELECT FROM removed)
  )
  SELECT count(*) AS removed FROM removed`;

/** Compaction keeps the last record of each key, at its offset. */
async function compact(client: pg.PoolClient, nowMs: number): Promise<number> {
  const { rows: partitions } = await client.query(`
    SELECT p.topic_id, p.partition, p.compacted_to, p.next_offset
    FROM kith_log.partition p JOIN kith_log.topic t USING (topic_id)
    WHERE t.cleanup = 'compact' AND p.next_offset > 0`);
  let removed = 0;
  for (const { topic_id, partition, compacted_to, next_offset } of partitions) {
    if (compacted_to !== next_offset) {
      const { rowCount } = await client.query(removeOvertaken, [topic_id, partition, compacted_to, next_offset]);
      await client.query('UPDATE kith_log.partition SET compacted_to = $3 WHERE topic_id = $1 AND partition = $2', [
        topic_id,
        partition,
        next_offset,
      ]);
      removed += rowCount ?? 0;
    }
    const { rowCount } = await client.query(
      `DELETE FROM kith_log.record WHERE topic_id = $1 AND partition = $2 AND value IS NULL AND appended_at_ms < $3`,
      [topic_id, partition, nowMs - tombstonesKeptMs],
    );
    removed += rowCount ?? 0;
  }
  return removed;
}

/** Only keys that came since the last run can have overtaken something. */
const removeOvertaken = `
  WITH last AS (
    SELECT key, max("offset") AS "offset" FROM kith_log.record
    WHERE topic_id = $1 AND partition = $2 AND "offset" >= $3 AND "offset" < $4 GROUP BY key
  )
  DELETE FROM kith_log.record r USING last
  WHERE r.topic_id = $1 AND r.partition = $2 AND r.key = last.key AND r."offset" < last."offset"`;
