import type { Log, LogRecord, PartitionBounds, Reader } from '../../platform/log/port.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { type EventStream, recipientOf } from './event-streams.ts';
import { type LiveEvent, readEnvelope } from './live-event.ts';
import type { Feed, RecentIndex } from './recent-index.ts';

/** Ids remembered to recognise an event published twice: far more than a relay's batch, and 5 MB. */
const idsMax = 50_000;
/** What an event costs besides its text: objects, map entries, its place in two queues. */
const overheadBytes = 400;

export interface LiveReaderDeps {
  readonly log: Pick<Log, 'read' | 'bounds'>;
  readonly index: RecentIndex;
  readonly prefillRecordsMax: number;
  readonly logger: Logger;
  /** Called for each new event once per feed it belongs to, in the order of the log. */
  dispatch(event: LiveEvent, feed: Feed): void;
}

/**
 * The one reader of a router's live topics: reads them whole, without a group, keeps them in the index and hands each
 * event to whoever listens. It begins a little before the topics' ends, so that a router that just started can serve
 * clients that come from another one.
 */
export function createLiveReader(deps: LiveReaderDeps) {
  const { log, index, logger } = deps;
  const readers: Reader[] = [];
  const topics = new Set<string>();
  const streams = new Map<string, EventStream>();
  const byType = new Map<string, EventStream[]>();
  const partitionCounts = new Map<string, number>();
  const ids = new Set<string>();
  const warned = new Set<string>();
  let duplicates = 0;

  const warnOnce = (what: string, record: LogRecord, type: string): void => {
    const key = `${what} ${record.topic} ${type}`;
    if (warned.has(key)) return;
    warned.add(key);
    logger.warn({ topic: record.topic, partition: record.partition, offset: record.offset, type }, what);
  };

  const isRepeated = (id: string): boolean => {
    if (ids.has(id)) return true;
    ids.add(id);
    if (ids.size > idsMax) ids.delete(ids.values().next().value!);
    return false;
  };

  const take = (record: LogRecord): void => {
    index.advance(record.topic, record.partition, record.offset);
    const seenPartitions = partitionCounts.get(record.topic) ?? 0;
    if (record.partition >= seenPartitions) partitionCounts.set(record.topic, record.partition + 1);
    const envelope = readEnvelope(record.value);
    if (!envelope) {
      warnOnce('a record on a live topic is no event', record, '');
      return;
    }
    const listening = byType.get(`${record.topic}\n${envelope.type}`);
    if (!listening) return;
    if (isRepeated(envelope.id)) {
      duplicates++;
      return;
    }
    const feeds: Feed[] = [];
    for (const stream of listening) {
      const recipient = stream.recipient ? recipientOf(stream, envelope.data) : '';
      if (recipient === null) warnOnce('an event names no recipient', record, envelope.type);
      else feeds.push({ stream, recipient });
      if (recipient && recipient !== record.key) {
        warnOnce('an event is not keyed by its recipient: it cannot be replayed', record, envelope.type);
      }
    }
    const event: LiveEvent = {
      ...toLiveEvent(record, envelope),
      ...(listening.some((stream) => !stream.recipient) && { positions: new Map(index.positions(record.topic)) }),
    };
    index.add(event, feeds);
    for (const feed of feeds) deps.dispatch(event, feed);
  };

  const takeAll = (records: readonly LogRecord[]): void => {
    for (const record of records) take(record);
  };

  const openTopics = async (names: readonly string[]): Promise<void> => {
    const from: { topic: string; partition: number; offset: number }[] = [];
    for (const topic of names) {
      const bounds = await log.bounds(topic);
      partitionCounts.set(topic, bounds.length);
      const starts = new Map(bounds.map((partition) => [partition.partition, startOf(partition)]));
      index.openTopic(topic, starts);
      for (const [partition, offset] of starts) from.push({ topic, partition, offset });
    }
    const reader = await log.read({ topics: names, from, handle: takeAll });
    readers.push(reader);
    await reader.caughtUp;
  };

  const startOf = ({ earliest, next }: PartitionBounds): number => Math.max(earliest, next - deps.prefillRecordsMax);

  return {
    /** Begins to listen to streams, reading topics that weren't read yet. Resolves once their present was reached. */
    async open(wanted: Iterable<EventStream>): Promise<void> {
      const fresh = [...wanted].filter((stream) => !streams.has(stream.key));
      for (const stream of fresh) {
        streams.set(stream.key, stream);
        const key = `${stream.topic}\n${stream.type}`;
        byType.set(key, [...(byType.get(key) ?? []), stream]);
        if (topics.has(stream.topic)) index.openStream(stream);
      }
      const newTopics = [...new Set(fresh.map((stream) => stream.topic))].filter((topic) => !topics.has(topic));
      for (const topic of newTopics) topics.add(topic);
      if (newTopics.length > 0) await openTopics(newTopics);
    },

    /** How many partitions a topic has, as far as this router saw; 0 for one it doesn't read. */
    partitionCount: (topic: string): number => partitionCounts.get(topic) ?? 0,

    /** Events that were published again and not delivered again. */
    duplicates: (): number => duplicates,

    async close(): Promise<void> {
      await Promise.all(readers.splice(0).map((reader) => reader.stop()));
    },
  };
}

export type LiveReader = ReturnType<typeof createLiveReader>;

/** A record of the log as subscribers get it. */
export function toLiveEvent(record: LogRecord, envelope: NonNullable<ReturnType<typeof readEnvelope>>): LiveEvent {
  return {
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    id: envelope.id,
    type: envelope.type,
    key: record.key,
    trace: envelope.trace ?? null,
    data: envelope.data,
    atMs: record.appendedAtMs,
    bytes: (record.value?.length ?? 0) + overheadBytes,
  };
}
