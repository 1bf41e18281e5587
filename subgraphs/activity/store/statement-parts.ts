import type { OutboxEvent } from '../../../platform/outbox/write-outbox.ts';

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

/**
 * `counted` for many people at once: adds each one's total of the part `totals` (user_id, total) once the part `when` is
 * done, if it has a row.
 *
 * As `counterParts`, each takes the first row that nobody holds; where all are held it takes a slot that has no row yet, so
 * that a group, which holds many counters, waits for another one only where a profile has all of its slots and all are
 * held. Should two groups ever wait for each other, the database refuses one and its writes are made one by one.
 */
export function groupCounterParts(counter: { column: 'visits' | 'likes'; totals: string; when: string }): string {
  const { column, totals, when } = counter;
  const [visits, likes] = column === 'visits' ? ['total', '0'] : ['0', 'total'];
  return `
    due AS MATERIALIZED (SELECT user_id, total FROM ${totals} WHERE (SELECT count(*) FROM ${when}) > 0),
    free AS MATERIALIZED (
      SELECT due.user_id, first.slot FROM due CROSS JOIN LATERAL (
        SELECT slot FROM profile_counter WHERE user_id = due.user_id ORDER BY slot LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
      ) AS first
    ),
    counted AS (
      INSERT INTO profile_counter AS counter (user_id, slot, visits, likes)
      SELECT due.user_id, coalesce(
        free.slot,
        CASE WHEN EXISTS (SELECT FROM profile_counter WHERE user_id = due.user_id) THEN coalesce(
          (
            SELECT slot FROM generate_series(0, ${slotsMax} - 1) AS unused (slot)
            WHERE NOT EXISTS (SELECT FROM profile_counter AS taken WHERE taken.user_id = due.user_id AND taken.slot = unused.slot)
            ORDER BY random() LIMIT 1
          ),
          floor(random() * ${slotsMax})
        ) ELSE 0 END
      ), ${visits}, ${likes} FROM due LEFT JOIN free USING (user_id) ORDER BY due.user_id
      ON CONFLICT (user_id, slot) DO UPDATE SET ${column} = counter.${column} + excluded.${column}
      RETURNING slot
    )`;
}

/**
 * `noted` for many writes: stores events (a JSON array of `[place, topic, key, envelope]`) in order, those of the writes whose
 * place is in the part `allowed`, once the part `when` is done.
 */
export function groupOutboxParts(events: string, allowed: string, when: string): string {
  return `
    noted AS (
      INSERT INTO outbox (topic, key, envelope)
      SELECT event ->> 1, event ->> 2, event -> 3
      FROM jsonb_array_elements(${events}::jsonb) WITH ORDINALITY AS events (event, number)
      WHERE (event ->> 0)::int IN (SELECT place FROM ${allowed}) AND (SELECT count(*) FROM ${when}) > 0
      ORDER BY number
      RETURNING id
    )`;
}

/** The events of a group's writes as `groupOutboxParts` takes them; places count from 1. */
export function placedEvents(writes: readonly { readonly events: readonly OutboxEvent[] }[]): string {
  return JSON.stringify(
    writes.flatMap(({ events }, index) => events.map(({ topic, key, envelope }) => [index + 1, topic, key, envelope])),
  );
}
