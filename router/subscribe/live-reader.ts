import type { Log, LogRecord, PartitionBounds, Reader } from '../../platform/log/port.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { type EventStream, recipientOf } from './event-streams.ts';
import { type LiveEvent, readEnvelope } from './live-event.ts';
import { RecentIds } from './recent-ids.ts';
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
  /** Topics that are read, with when their present was reached. */
  const topics = new Map<string, Promise<void>>();
  const streams = new Set<string>();
  const byType = new Map<string, EventStream[]>();
  const partitionCounts = new Map<string, number>();
  const ids = new RecentIds(idsMax);
  const warned = new Set<string>();
  let duplicates = 0;

  const warnOnce = (what: string, record: LogRecord, type: string): void => {
    const key = `${what} ${record.topic} ${type}`;
    if (warned.has(key)) return;
    warned.add(key);
    logger.warn({ topic: record.topic, partition: record.partition, offset: record.offset, type }, what);
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
    if (!ids.add(envelope.id)) {
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
    index.add(event, feeds, Date.now());
    for (const feed of feeds) deps.dispatch(event, feed);
  };

  const takeAll = (records: readonly LogRecord[]): void => {
    for (const record of records) take(record);
  };

  const readTopic = async (topic: string): Promise<void> => {
    const bounds = await log.bounds(topic);
    partitionCounts.set(topic, bounds.length);
    const starts = new Map(bounds.map((partition) => [partition.partition, startOf(partition)]));
    index.openTopic(topic, starts);
    const from = [...starts].map(([partition, offset]) => ({ topic, partition, offset }));
    const reader = await log.read({ topics: [topic], from, handle: takeAll });
    readers.push(reader);
    await reader.caughtUp;
  };

  const openTopic = (topic: string): Promise<void> => {
    let opened = topics.get(topic);
    if (!opened) {
      opened = readTopic(topic);
      topics.set(topic, opened);
      // A topic that can't be read (there is none yet, the log is down) is tried again by the next who wants it.
      opened.catch(() => topics.delete(topic));
    }
    return opened;
  };

  const startOf = ({ earliest, next }: PartitionBounds): number => Math.max(earliest, next - deps.prefillRecordsMax);

  return {
    /**
     * Begins to listen to streams, reading topics that weren't read yet. Resolves once their present was reached; rejects
     * where one of the topics can't be read, which doesn't touch the others.
     */
    async open(wanted: readonly EventStream[]): Promise<void> {
      for (const stream of wanted) {
        if (streams.has(stream.key)) continue;
        streams.add(stream.key);
        const key = `${stream.topic}\n${stream.type}`;
        byType.set(key, [...(byType.get(key) ?? []), stream]);
        index.openStream(stream);
      }
      await Promise.all(wanted.map(({ topic }) => openTopic(topic)));
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
    // The log's header names who published it, which stands below what the envelope names.
    trace: record.headers.traceparent ?? envelope.trace ?? null,
    data: envelope.data,
    atMs: record.appendedAtMs,
    bytes: (record.value?.length ?? 0) + overheadBytes,
  };
}
