import type pg from 'pg';
import type { TopicSettings } from '../port.ts';
import { UnknownTopicError } from '../unknown-topic.ts';

/** A topic as the database knows it. */
export interface Topic {
  readonly id: number;
  readonly name: string;
  readonly partitions: number;
}

/** Names of topics to their ids and partition counts, read once and again when a notice says they changed. */
export interface TopicCatalog {
  /** Throws an UnknownTopicError for a name that `ensureTopics` never saw. */
  find(name: string): Promise<Topic>;
  /** The topics with these ids that were found before. */
  nameOf(id: number): string;
  /** Forgets the partition counts. */
  invalidate(): void;
  ensure(topics: readonly TopicSettings[]): Promise<void>;
}

export function createTopicCatalog(pool: pg.Pool): TopicCatalog {
  const names = new Map<number, string>();
  let known = new Map<string, Topic>();

  return {
    async find(name) {
      const kept = known.get(name);
      if (kept) return kept;
      const { rows } = await pool.query<Topic>({
        name: 'kith_log_topic',
        text: 'SELECT topic_id AS id, name, partitions FROM kith_log.topic WHERE name = $1',
        values: [name],
      });
      const topic = rows[0];
      if (!topic) throw new UnknownTopicError(name);
      known.set(name, topic);
      names.set(topic.id, name);
      return topic;
    },
    nameOf: (id) => names.get(id) ?? `topic ${id}`,
    invalidate() {
      known = new Map();
    },
    async ensure(topics) {
      if (topics.length === 0) return;
      const wanted = [
        topics.map((topic) => topic.name),
        topics.map((topic) => topic.partitions),
        topics.map((topic) => topic.cleanup),
        topics.map((topic) => topic.retentionMs),
      ];
      const { rows } = await pool.query(sameSettings, wanted);
      if (Number(rows[0].same) !== topics.length) await pool.query(ensureTopics, wanted);
      known = new Map();
    },
  };
}

const settings =
  'unnest($1::text[], $2::int[], $3::text[], $4::bigint[]) AS w(name, partitions, cleanup, retention_ms)';

/** How many of the topics stand as wanted: then nothing is written and nobody is woken. */
const sameSettings = `
  SELECT count(*) AS same FROM ${settings} JOIN kith_log.topic t USING (name)
  WHERE t.partitions >= w.partitions AND t.cleanup = w.cleanup AND t.retention_ms = w.retention_ms`;

const ensureTopics = `
  WITH topic AS (
    INSERT INTO kith_log.topic AS t (name, partitions, cleanup, retention_ms)
    SELECT w.* FROM ${settings} ORDER BY w.name
    ON CONFLICT (name) DO UPDATE SET
      partitions = greatest(t.partitions, excluded.partitions),
      cleanup = excluded.cleanup, retention_ms = excluded.retention_ms
    RETURNING topic_id, partitions
  ), added AS (
    INSERT INTO kith_log.partition (topic_id, partition)
    SELECT topic_id, n FROM topic CROSS JOIN LATERAL generate_series(0, partitions - 1) AS n
    ON CONFLICT DO NOTHING
  )
  SELECT pg_notify('kith_log_topics', '')`;
