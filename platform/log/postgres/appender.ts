import type pg from 'pg';
import { createBatcher } from '../batcher.ts';
import { partitionOf } from '../murmur2.ts';
import type { OutgoingRecord } from '../port.ts';
import { UnknownTopicError } from '../unknown-topic.ts';
import type { Topic, TopicCatalog } from './topic-catalog.ts';

/** Records one statement appends: it keeps the partitions' locks for a few milliseconds, and a batch in memory small. */
const recordsMax = 2_000;

/**
 * Appends in the order of the calls. Calls that come while an append is under way go out together as the next one, so
 * many small appends cost about as much as a few large ones.
 */
export function createAppender(
  pool: pg.Pool,
  catalog: TopicCatalog,
): (records: readonly OutgoingRecord[]) => Promise<void> {
  async function insert(records: readonly OutgoingRecord[], topics: ReadonlyMap<string, Topic>): Promise<void> {
    if (records.length === 0) return;
    await pool.query({
      name: 'kith_log_append',
      text: 'SELECT kith_log.append($1, $2, $3, $4, $5)',
      values: [
        records.map(({ topic }) => topics.get(topic)!.id),
        records.map(({ topic, key }) => partitionOf(key, topics.get(topic)!.partitions)),
        records.map(({ key }) => key),
        records.map(({ value }) => value),
        records.map(({ headers }) => (headers && Object.keys(headers).length > 0 ? JSON.stringify(headers) : null)),
      ],
    });
  }

  const add = createBatcher<readonly OutgoingRecord[], UnknownTopicError | undefined>({
    weightMax: recordsMax,
    weightOf: (records) => records.length,
    async run(calls) {
      const topics = new Map<string, Topic>();
      const missing = new Map<string, UnknownTopicError>();
      for (const name of new Set(calls.flat().map(({ topic }) => topic))) {
        try {
          topics.set(name, await catalog.find(name));
        } catch (error) {
          if (!(error instanceof UnknownTopicError)) throw error;
          missing.set(name, error);
        }
      }
      // An unknown topic fails the call that named it, not those that were gathered with it.
      const outcomes = calls.map((records) => {
        const bad = records.find(({ topic }) => missing.has(topic));
        return bad && missing.get(bad.topic);
      });
      await insert(calls.filter((_, index) => outcomes[index] === undefined).flat(), topics);
      return outcomes;
    },
  });

  return async (records) => {
    const slices: Promise<UnknownTopicError | undefined>[] = [];
    for (let at = 0; at < records.length; at += recordsMax) slices.push(add(records.slice(at, at + recordsMax)));
    for (const outcome of await Promise.allSettled(slices)) {
      if (outcome.status === 'rejected') throw outcome.reason;
      if (outcome.value) throw outcome.value;
    }
  };
}
