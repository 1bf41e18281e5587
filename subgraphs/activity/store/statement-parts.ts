/**
 * Parts that the writing statements share. Each is a `name AS (…)` list for a WITH clause; parameters are named by the
 * placeholders of the statement (`$3`), never by values.
 */

/**
 * A person's counter is spread over up to this many rows, because a row can be updated by one transaction at a time and
 * stays locked until its commit (some milliseconds): 16 rows take the visits of one profile to thousands a second.
 */
const slotsMax = 16;

/** `actor` and `target`: the status of each, as no row or one. */
export function statusParts(actorId: string, targetId: string): string {
  return `
    actor AS (SELECT status FROM account WHERE id = ${actorId}),
    target AS (SELECT status FROM account WHERE id = ${targetId})`;
}

/**
 * `counted`: adds `by` to one of the person's counters if the part `when` has a row.
 *
 * The first of their rows that nobody holds is taken, so nobody waits; where all are held (or there is none yet) any
 * slot is. Rows therefore appear with contention only. It is the last lock of a transaction that writes for one profile,
 * so it can't be part of a deadlock.
 */
export function counterParts(counter: {
  column: 'visits' | 'likes';
  by: 1 | -1;
  userId: string;
  when: string;
}): string {
  const { column, by, userId, when } = counter;
  const [visits, likes] = column === 'visits' ? [by, 0] : [0, by];
  return `
    free AS (
      SELECT slot FROM profile_counter
      WHERE user_id = ${userId} AND EXISTS (SELECT FROM ${when})
      ORDER BY slot LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
    ),
    any_row AS (SELECT FROM profile_counter WHERE user_id = ${userId} LIMIT 1),
    counted AS (
      INSERT INTO profile_counter AS counter (user_id, slot, visits, likes)
      SELECT ${userId}, coalesce(
        (SELECT slot FROM free),
        CASE WHEN EXISTS (SELECT FROM any_row) THEN floor(random() * ${slotsMax}) ELSE 0 END
      ), ${visits}, ${likes} FROM ${when} LIMIT 1
      ON CONFLICT (user_id, slot) DO UPDATE SET ${column} = counter.${column} + ${by}
      RETURNING slot
    )`;
}

/** `noted`: stores events (a JSON array of OutboxEvent) in order, if the part `when` has a row. */
export function outboxParts(events: string, when: string): string {
  return `
    noted AS (
      INSERT INTO outbox (topic, key, envelope)
      SELECT event.topic, event.key, event.envelope
      FROM jsonb_to_recordset(${events}::jsonb) AS event (topic text, key text, envelope jsonb)
      WHERE EXISTS (SELECT FROM ${when})
      RETURNING id
    )`;
}
