import type pg from 'pg';
import { backoffMs, pause } from '../log/backoff.ts';
import type { Log } from '../log/port.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Tracer } from '../telemetry/tracer.ts';
import { beginOutboxSpans } from './outbox-spans.ts';
import { type OutboxRow, openRelaySession, type RelaySession } from './relay-session.ts';

export interface OutboxRelayOptions {
  readonly pool: pg.Pool;
  readonly log: Log;
  readonly logger: Logger;
  /** Whose outbox it is, for log lines and metrics: the database's name. */
  readonly name: string;
  readonly tracer?: Tracer;
}

export interface OutboxRelay {
  /** Begins to relay, or to wait for the copy that does. Resolves when the database answers. */
  start(): Promise<void>;
  /** How long the oldest event has waited, by its event time, in milliseconds; 0 when none waits. Any copy can tell. */
  outboxAgeMs(): Promise<number>;
  /** How many events wait, counted up to 100,000. Any copy can tell. */
  waiting(): Promise<number>;
  /** Events this copy published since it started; those published again after a failure count again. */
  published(): number;
  /** Waits for the batch under way, then lets another copy take over at once. */
  close(): Promise<void>;
}

/** Rows published at a time: some hundred kilobytes, and far past the point where larger batches are faster. */
const batchRowsMax = 500;
/** How often a copy that waits asks whether the one that relays is gone, in milliseconds: the longest hand-over. */
const leaderPollMs = 1_000;
/** Waits while a transaction that wrote events has not ended and the relay can't sleep, in milliseconds. */
const almostIdle = { firstMs: 4, mostMs: 100 };
/** A sleeping relay looks by itself now and then, so that a connection that died in silence is noticed; in milliseconds. */
const sleepMostMs = 30_000;
/** Waits after a failure, in milliseconds: soon enough that a restarted log is used within a few seconds. */
const retry = { firstMs: 100, mostMs: 5_000 };
/** Counting takes longer the more there is; past this the exact number tells nothing more. */
const waitingMax = 100_000;
/** A log that stays down is told about again after this many attempts, about twice a minute. */
const attemptsPerLine = 6;

/**
 * Moves committed events from a database's outbox to the log:
 *
 *     wait for the lock ──► read by id ──► append ──► remove ──► read … ──► nothing: sleep until a writer notifies
 *            ▲                               │ the log is down: the same batch again, with backoff
 *            └──── the session was lost ◄────┘
 *
 * - Once: the session that holds the lock relays, any number of copies wait for it.
 * - Nothing lost: a row is removed only after the log acknowledged it. Killed in between, its events are published
 *   again; who reads them dedupes by the event's id.
 * - In order per key: every read takes what is there in one snapshot by id, batches are appended one after the other, and
 *   a batch that failed is repeated before anything else. What two transactions wrote under one key is in order if they
 *   met at a row lock before they wrote their events (docs/adr/outbox-order.md).
 *
 * While one full batch is appended, the next is read.
 */
export function createOutboxRelay(options: OutboxRelayOptions): OutboxRelay {
  const { pool, log, name } = options;
  const logger = options.logger.child({ outbox: name });
  const closing = new AbortController();
  let running: Promise<void> | undefined;
  let published = 0;

  /** Appends until it works. False when the relay is closed or its session is gone before that. */
  async function publish(rows: readonly OutboxRow[], session: RelaySession): Promise<boolean> {
    const spans = beginOutboxSpans(rows, options.tracer, name);
    const records = rows.map(({ id, topic, key, value, traceparent: cause }) => {
      const traceparent = spans.get(id)?.traceparent ?? cause;
      return { topic, key, value, headers: traceparent === null ? undefined : { traceparent } };
    });
    for (let attempt = 1; ; attempt++) {
      try {
        await log.append(records);
        if (attempt > 1) logger.info({ attempt }, 'the log takes events again');
        published += rows.length;
        for (const span of spans.values()) span.end();
        return true;
      } catch (error) {
        if (attempt % attemptsPerLine === 1) {
          logger.error({ err: error, attempt }, 'the log takes no events; they wait in the outbox');
        }
        await pause(backoffMs(attempt, retry), AbortSignal.any([closing.signal, session.lost]));
        if (closing.signal.aborted || session.lost.aborted) {
          for (const span of spans.values()) span.end('not published');
          return false;
        }
      }
    }
  }

  /** Sleeps until there may be rows. Returns rows if some came while it lay down. */
  async function sleep(session: RelaySession): Promise<readonly OutboxRow[]> {
    for (let attempt = 1; !(await session.tryFallAsleep()); attempt++) {
      await pause(backoffMs(attempt, almostIdle), closing.signal);
      const rows = await session.read({ rowsMax: batchRowsMax, without: [] });
      if (rows.length > 0 || closing.signal.aborted) return rows;
    }
    const up = new AbortController();
    try {
      const notified = session.notified(AbortSignal.any([closing.signal, up.signal, AbortSignal.timeout(sleepMostMs)]));
      // Whoever committed before the lock was had did not notify: one more look.
      const rows = await session.read({ rowsMax: batchRowsMax, without: [] });
      if (rows.length > 0) return rows;
      await notified;
      return [];
    } finally {
      up.abort();
      if (!session.lost.aborted) await session.wakeUp();
    }
  }

  async function relay(session: RelaySession): Promise<void> {
    let rows: readonly OutboxRow[] = [];
    let removed: Promise<void> = Promise.resolve();
    while (!closing.signal.aborted) {
      if (rows.length === 0) rows = await session.read({ rowsMax: batchRowsMax, without: [] });
      if (rows.length === 0) rows = await sleep(session);
      if (rows.length === 0) continue;
      const without = rows.map(({ id }) => id);
      const ahead = rows.length === batchRowsMax ? session.read({ rowsMax: batchRowsMax, without }) : undefined;
      // A failure is seen where it is awaited; until then it must not count as unhandled.
      ahead?.catch(() => {});
      if (!(await publish(rows, session))) break;
      await removed;
      removed = session.remove(rows);
      removed.catch(() => {});
      rows = (await ahead) ?? [];
    }
    await removed;
  }

  async function lead(): Promise<void> {
    const session = await openRelaySession(pool);
    try {
      while (!(await session.tryLead())) {
        await pause(leaderPollMs, AbortSignal.any([closing.signal, session.lost]));
        if (closing.signal.aborted) return;
      }
      logger.info('relaying the outbox');
      await relay(session);
      session.lost.throwIfAborted();
    } finally {
      await session.close();
    }
  }

  async function run(): Promise<void> {
    for (let attempt = 1; !closing.signal.aborted; attempt++) {
      const sinceMs = performance.now();
      try {
        await lead();
      } catch (error) {
        if (closing.signal.aborted) return;
        if (performance.now() - sinceMs > retry.mostMs) attempt = 1;
        logger.warn({ err: error, attempt }, 'the relay lost its database session; trying again');
        await pause(backoffMs(attempt, retry), closing.signal);
      }
    }
  }

  return {
    async start() {
      await pool.query('SELECT 1 FROM outbox LIMIT 1');
      running ??= run();
    },
    async outboxAgeMs() {
      const { rows } = await pool.query(`SELECT envelope->>'time' AS time FROM outbox ORDER BY id LIMIT 1`);
      return rows.length === 0 ? 0 : Math.max(0, Date.now() - Date.parse(rows[0].time));
    },
    async waiting() {
      const { rows } = await pool.query(
        `SELECT count(*)::integer AS waiting FROM (SELECT FROM outbox LIMIT ${waitingMax}) AS counted`,
      );
      return rows[0].waiting;
    },
    published: () => published,
    async close() {
      closing.abort();
      await running;
    },
  };
}
