import type pg from 'pg';
import { createBatcher } from '../batcher.ts';
import type { LogRecord } from '../port.ts';
import type { TopicCatalog } from './topic-catalog.ts';

export interface Wanted {
  readonly topicId: number;
  readonly partition: number;
  /** The first offset wanted; records that are gone are passed over. */
  readonly offset: number;
  /** The most records. */
  readonly most: number;
}

export interface Fetched {
  readonly records: readonly LogRecord[];
  /** True when there may be more right now. */
  readonly more: boolean;
}

/** Records one query answers, whatever the number of partitions: some megabytes with our events. */
const recordsMax = 4_000;

const query = `
  SELECT w.n, r.* FROM unnest($1::int[], $2::int[], $3::bigint[], $4::int[]) WITH ORDINALITY AS w(t, p, first, most, n)
  CROSS JOIN LATERAL (
    SELECT "offset", appended_at_ms, key, value, headers FROM kith_log.record r
    WHERE r.topic_id = w.t AND r.partition = w.p AND r."offset" >= w.first
    ORDER BY r."offset" LIMIT w.most
  ) r ORDER BY w.n, r."offset"`;

interface Row {
  n: string;
  offset: string;
  appended_at_ms: string;
  key: string;
  value: string | null;
  headers: Record<string, string> | null;
}

/** Reads partitions; what is asked for at the same time is answered by one query. */
export function createFetcher(pool: pg.Pool, catalog: TopicCatalog): (wanted: Wanted) => Promise<Fetched> {
  return createBatcher<Wanted, Fetched>({
    weightMax: recordsMax,
    weightOf: ({ most }) => most,
    async run(wanted) {
      const { rows } = await pool.query<Row>({
        name: 'kith_log_fetch',
        text: query,
        values: [
          wanted.map(({ topicId }) => topicId),
          wanted.map(({ partition }) => partition),
          wanted.map(({ offset }) => offset),
          wanted.map(({ most }) => most),
        ],
      });
      const found = wanted.map((): LogRecord[] => []);
      for (const row of rows) {
        const index = Number(row.n) - 1;
        const { topicId, partition } = wanted[index]!;
        found[index]!.push({
          topic: catalog.nameOf(topicId),
          partition,
          offset: Number(row.offset),
          key: row.key,
          value: row.value,
          headers: row.headers ?? {},
          appendedAtMs: Number(row.appended_at_ms),
        });
      }
      return found.map((records, index) => ({ records, more: records.length === wanted[index]!.most }));
    },
  });
}
