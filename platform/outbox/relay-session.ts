import { EventEmitter } from 'node:events';
import type pg from 'pg';

/** 'kith' as an integer: the first half of the relay's advisory locks; they belong to one database. outbox.sql knows it. */
const lockSpace = 1_802_073_192;
/** Held by the copy that relays. */
const leaderLock = 1;
/** Held by the relay while it sleeps; writers share it until they commit (outbox.sql). */
const sleepLock = 2;
/** A query that isn't answered for this long means a dead connection: there is none here that takes a second. */
const queryTimeoutMs = 20_000;

/** A row of the outbox. */
export interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  /** The envelope as JSON text. */
  readonly value: string;
  readonly traceparent: string | null;
}

/**
 * The relay's one database session. The leader's lock belongs to it, and all that the leader does to the outbox goes
 * through it: who lost the session lost the lock, and can't remove a row any more.
 */
export interface RelaySession {
  /** Aborted when the session is gone, with the reason. */
  readonly lost: AbortSignal;
  /** Tries to become the one that relays; then listens for writers. */
  tryLead(): Promise<boolean>;
  /** The next rows by id in one snapshot, without those named. */
  read(options: { rowsMax: number; without: readonly string[] }): Promise<readonly OutboxRow[]>;
  remove(rows: readonly OutboxRow[]): Promise<void>;
  /** From now on writers notify. False while a writer that wouldn't is under way: look again soon. */
  tryFallAsleep(): Promise<boolean>;
  wakeUp(): Promise<void>;
  /** Resolves at the next notice, when `signal` is aborted, or when the session is lost. */
  notified(signal: AbortSignal): Promise<void>;
  /** Gives up the locks and the connection. */
  close(): Promise<void>;
}

export async function openRelaySession(pool: pg.Pool): Promise<RelaySession> {
  const client = await pool.connect();
  const lost = new AbortController();
  const notices = new EventEmitter();
  client.on('error', (error) => lost.abort(error));
  client.on('end', () => lost.abort(new Error('the database closed the connection')));
  client.on('notification', () => notices.emit('notice'));

  let last: Promise<unknown> = Promise.resolve();

  /** One after the other, in the order of the calls: a read that follows a removal doesn't see what was removed. */
  function query(text: string, values: unknown[] = [], name?: string): Promise<pg.QueryResult> {
    const result = last.then(async () => {
      lost.signal.throwIfAborted();
      try {
        return await client.query({ text, values, name, query_timeout: queryTimeoutMs } as pg.QueryConfig);
      } catch (error) {
        lost.abort(error);
        throw error;
      }
    });
    last = result.catch(() => {});
    return result;
  }

  // A holder that vanished from the network gives up its lock after 10 + 3 x 5 seconds, not after the system's two hours.
  await query('SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3').catch(
    (error: unknown) => {
      client.release(true);
      throw error;
    },
  );

  return {
    lost: lost.signal,
    async tryLead() {
      const { rows } = await query('SELECT pg_try_advisory_lock($1, $2) AS mine', [lockSpace, leaderLock]);
      if (!rows[0].mine) return false;
      await query('LISTEN outbox');
      return true;
    },
    async read({ rowsMax, without }) {
      const { rows } = await query(
        `SELECT id, topic, key, envelope::text AS value, envelope->>'trace' AS traceparent FROM outbox
         WHERE id <> ALL ($1::bigint[]) ORDER BY id LIMIT $2`,
        [without, rowsMax],
        'outbox_read',
      );
      return rows;
    },
    async remove(gone) {
      await query('DELETE FROM outbox WHERE id = ANY ($1::bigint[])', [gone.map(({ id }) => id)], 'outbox_remove');
    },
    async tryFallAsleep() {
      const { rows } = await query(
        'SELECT pg_try_advisory_lock($1, $2) AS asleep',
        [lockSpace, sleepLock],
        'outbox_sleep',
      );
      return rows[0].asleep;
    },
    async wakeUp() {
      await query('SELECT pg_advisory_unlock($1, $2)', [lockSpace, sleepLock], 'outbox_wake');
    },
    notified(signal) {
      if (signal.aborted || lost.signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const end = () => {
          notices.off('notice', end);
          signal.removeEventListener('abort', end);
          lost.signal.removeEventListener('abort', end);
          resolve();
        };
        notices.on('notice', end);
        signal.addEventListener('abort', end);
        lost.signal.addEventListener('abort', end);
      });
    },
    async close() {
      // By name, so that a copy that waits takes over now and not when the server notices the closed socket.
      if (!lost.signal.aborted) await query('SELECT pg_advisory_unlock_all()').catch(() => {});
      client.release(true);
    },
  };
}
