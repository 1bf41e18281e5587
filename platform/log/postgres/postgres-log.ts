import { createPool } from '../../postgres/pool.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { GroupBusyError } from '../group-busy.ts';
import type { Log, PartitionBounds } from '../port.ts';
import { createRunningSet } from '../running-set.ts';
import { createAppender } from './appender.ts';
import { createFetcher } from './fetcher.ts';
import { joinGroup, sessionTimeoutMs } from './group-member.ts';
import { keepHouse } from './housekeeping.ts';
import { createListener } from './listener.ts';
import { startReader } from './reader.ts';
import { ensureSchema } from './schema.ts';
import { createTopicCatalog } from './topic-catalog.ts';

/** Appends, reads, commits and heartbeats of one process; one more connection listens. */
const connectionsMax = 5;
/** Retention is counted in hours and days; a minute late is soon enough. */
const housekeepingMs = 60_000;

export interface PostgresLogOptions {
  readonly databaseUrl: string;
  /** Shown in `pg_stat_activity`. */
  readonly clientId: string;
  readonly logger: Logger;
}

/**
 * The log in a PostgreSQL database: what it guarantees is in ../port.ts, how it keeps it in docs/log.md. It makes its
 * tables (schema `kith_log`) itself. Needs connections of its own: a pooler in transaction mode loses LISTEN.
 */
export async function createPostgresLog(options: PostgresLogOptions): Promise<Log> {
  const { databaseUrl, clientId } = options;
  const logger = options.logger.child({ log: 'postgres' });
  const applicationName = `${clientId}-log`;
  const pool = createPool(databaseUrl, { connectionsMax, applicationName });
  try {
    await ensureSchema(pool);
  } catch (error) {
    await pool.end();
    throw new Error(`The log's database can't be used: ${(error as Error).message}`, { cause: error });
  }
  const catalog = createTopicCatalog(pool);
  const listener = createListener({ databaseUrl, applicationName, logger });
  const fetch = createFetcher(pool, catalog);
  const append = createAppender(pool, catalog);
  const running = createRunningSet();
  await listener.add({ topicsChanged: () => catalog.invalidate() });

  const timer = setInterval(() => {
    keepHouse(pool).catch((error: unknown) => logger.warn({ err: error }, 'retention and compaction failed'));
  }, housekeepingMs);
  timer.unref();

  async function bounds(name: string): Promise<readonly PartitionBounds[]> {
    const { id } = await catalog.find(name);
    const { rows } = await pool.query({
      name: 'kith_log_bounds',
      text: `SELECT partition, earliest_offset, next_offset FROM kith_log.partition WHERE topic_id = $1 ORDER BY partition`,
      values: [id],
    });
    return rows.map((row) => ({
      partition: row.partition,
      earliest: Number(row.earliest_offset),
      next: Number(row.next_offset),
    }));
  }

  return {
    append,
    consume: async (consume) => running.track(await joinGroup(consume, { pool, catalog, listener, fetch, logger })),
    read: async (read) => running.track(await startReader(read, { catalog, listener, fetch, bounds, logger })),
    bounds,
    async committed(group, name) {
      const { id } = await catalog.find(name);
      const { rows } = await pool.query(
        `SELECT partition, committed FROM kith_log.claim
         WHERE group_name = $1 AND topic_id = $2 AND committed IS NOT NULL ORDER BY partition`,
        [group, id],
      );
      return new Map(rows.map((row) => [row.partition, Number(row.committed)]));
    },
    async groups() {
      const { rows } = await pool.query('SELECT DISTINCT group_name AS name FROM kith_log.claim ORDER BY 1');
      return rows.map(({ name }) => name);
    },
    async moveGroup(group, places) {
      const topics = await Promise.all(places.map(({ topic }) => catalog.find(topic)));
      const { rows } = await pool.query('SELECT kith_log.move_group($1, $2, $3, $4, $5) AS moved', [
        group,
        topics.map(({ id }) => id),
        places.map(({ partition }) => partition),
        places.map(({ offset }) => offset),
        sessionTimeoutMs,
      ]);
      if (!rows[0].moved) throw new GroupBusyError(group);
    },
    ensureTopics: (topics) => catalog.ensure(topics),
    async close() {
      clearInterval(timer);
      await running.stopAll();
      await listener.close();
      await pool.end();
    },
  };
}
