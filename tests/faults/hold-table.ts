import pg from 'pg';
import { until } from '../support/until.ts';

/** A table that others may read and not write. */
export interface HeldTable {
  /** Resolves when such a statement waits for the table. */
  untilSomebodyWaits(statement: RegExp): Promise<void>;
  /**
   * Lets the table go. Before that, with `undoing`, the sessions that wait are ended, as their dead clients' hosts would
   * have been noticed: PostgreSQL itself goes on with a statement whose client is gone.
   */
  release(options: { undoing: boolean }): Promise<void>;
}

const waitingSessions = `
  SELECT pid, query FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'relation'`;

export async function holdTable(databaseUrl: string, table: string): Promise<HeldTable> {
  const holder = new pg.Client(databaseUrl);
  const watcher = new pg.Client(databaseUrl);
  await Promise.all([holder.connect(), watcher.connect()]);
  await holder.query(`BEGIN; LOCK TABLE ${table} IN EXCLUSIVE MODE`);
  const waiting = async () => (await watcher.query<{ pid: number; query: string }>(waitingSessions)).rows;
  return {
    async untilSomebodyWaits(statement) {
      await until(
        async () => (await waiting()).some(({ query }) => statement.test(query)),
        `a statement like ${statement} that waits for ${table}`,
      );
    },
    async release({ undoing }) {
      if (undoing) for (const { pid } of await waiting()) await watcher.query('SELECT pg_terminate_backend($1)', [pid]);
      if (undoing) await until(async () => (await waiting()).length === 0, 'their sessions to be ended');
      await holder.query('COMMIT');
      await Promise.all([holder.end(), watcher.end()]);
    },
  };
}
