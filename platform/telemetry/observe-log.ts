import type { ConsumeOptions, Log, LogRecord, OutgoingRecord, ReadOptions } from '../log/port.ts';
import { createReadProgress } from './read-progress.ts';
import type { Telemetry } from './start-telemetry.ts';
import { failureOf, type Span, type Tracer } from './tracer.ts';

/** Topics and groups are declared in code, with room for their dead letters. */
const topicsMax = 100;
const groupsMax = 50;
/** A group's lag is asked of the log this often at most, however many scrape, in milliseconds. */
const lagKeptMs = 2_000;
const deadSuffix = '.dead';
const traceHeader = 'traceparent';

/**
 * The same log, telling what goes through it: records appended, handled and put aside, how far its readers and groups are
 * behind, and a span for each traced record that is published or handled. A record's `traceparent` header becomes the
 * span that published it, so that what handles it stands below.
 */
export function observeLog(log: Log, telemetry: Telemetry): Log {
  const { metrics, readiness, tracer } = telemetry;
  const appended = metrics.counter('log_records_appended_total', 'Records appended to the log', { topic: topicsMax });
  const dead = metrics.counter('log_dead_letters_total', 'Events put aside as dead letters', { topic: topicsMax });
  const handled = metrics.counter('log_records_handled_total', 'Records handled, by who read them', {
    group: groupsMax,
    topic: topicsMax,
    outcome: 2,
  });
  const handling = metrics.timing('log_handle_seconds', 'How long a batch of records took to handle', {
    group: groupsMax,
  });
  const progress = createReadProgress(log);
  readiness.add('log readers', progress.check);
  const groups = new Map<string, Set<string>>();
  metrics.gauge(
    'log_reader_lag_records',
    'Records that readers without a group have not handled yet',
    { topic: topicsMax },
    async () => [...(await progress.lags())].map(([topic, lag]) => [[topic], lag]),
  );
  metrics.gauge(
    'log_consumer_lag_records',
    'Records that a consumer group has not committed yet',
    { group: groupsMax, topic: topicsMax },
    keptFor(lagKeptMs, async () => {
      const pairs = [...groups].flatMap(([group, topics]) => [...topics].map((topic) => [group, topic] as const));
      return await Promise.all(
        pairs.map(async ([group, topic]) => [[group, topic], await groupLag(log, group, topic)] as const),
      );
    }),
  );

  const append = async (records: readonly OutgoingRecord[]): Promise<void> => {
    const { traced, spans } = tracer ? publishSpans(records, tracer) : { traced: records, spans: [] };
    try {
      await log.append(traced);
    } catch (error) {
      for (const span of spans) span.end(failureOf(error));
      throw error;
    }
    for (const span of spans) span.end();
    for (const { topic } of records) {
      appended.add(topic);
      if (topic.endsWith(deadSuffix)) dead.add(topic.slice(0, -deadSuffix.length));
    }
  };

  /** `reader` is the group's name; empty for those that read without one, which read the past again at every start. */
  const observed =
    (reader: string, handle: (records: readonly LogRecord[]) => Promise<void> | void) =>
    async (records: readonly LogRecord[]): Promise<void> => {
      const [first] = records;
      if (!first) return;
      const startedAt = performance.now();
      const spans = tracer && reader !== '' ? handleSpans(records, reader, tracer) : [];
      try {
        await (spans[0] ? tracer!.within(spans[0], () => handle(records)) : handle(records));
      } catch (error) {
        handled.add(reader, first.topic, 'failed', records.length);
        for (const span of spans) span.end(failureOf(error));
        throw error;
      }
      handled.add(reader, first.topic, 'ok', records.length);
      handling.observe((performance.now() - startedAt) / 1000, reader);
      for (const span of spans) span.end();
    };

  return {
    ...log,
    append,
    consume(options: ConsumeOptions) {
      const topics = groups.get(options.group) ?? new Set();
      groups.set(options.group, topics);
      for (const topic of options.topics) topics.add(topic);
      return log.consume({
        ...options,
        handle: (records, signal) => observed(options.group, (all) => options.handle(all, signal))(records),
      });
    },
    read: (options: ReadOptions) => progress.read({ ...options, handle: observed('', options.handle) }),
  };
}

/** A span for each record whose trace is recorded, and the records with those spans in their headers. */
function publishSpans(records: readonly OutgoingRecord[], tracer: Tracer) {
  const spans: Span[] = [];
  const traced = records.map((record) => {
    const span = tracer.child(record.headers?.[traceHeader], `publish ${record.topic}`, {
      kind: 'producer',
      attributes: { 'messaging.destination.name': record.topic, 'messaging.operation.type': 'send' },
    });
    if (!span) return record;
    spans.push(span);
    return { ...record, headers: { ...record.headers, [traceHeader]: span.traceparent } };
  });
  return { traced, spans };
}

/**
 * A span for each record of a batch whose trace is recorded. What is done for the batch as a whole (its statements)
 * hangs below the first.
 */
function handleSpans(records: readonly LogRecord[], group: string, tracer: Tracer): Span[] {
  const spans: Span[] = [];
  for (const { topic, partition, offset, headers } of records) {
    const span = tracer.child(headers[traceHeader], `consume ${topic}`, {
      kind: 'consumer',
      attributes: {
        'messaging.destination.name': topic,
        'messaging.destination.partition.id': String(partition),
        'messaging.kafka.offset': offset,
        'messaging.operation.type': 'process',
        'messaging.batch.message_count': records.length,
        'messaging.consumer.group.name': group,
      },
    });
    if (span) spans.push(span);
  }
  return spans;
}

async function groupLag(log: Log, group: string, topic: string): Promise<number> {
  const [bounds, committed] = await Promise.all([log.bounds(topic), log.committed(group, topic)]);
  // What retention removed can't be handled any more: it isn't waited for.
  return bounds.reduce(
    (sum, { partition, earliest, next }) => sum + Math.max(0, next - Math.max(committed.get(partition) ?? 0, earliest)),
    0,
  );
}

function keptFor<Value>(ms: number, read: () => Promise<Value>): () => Promise<Value> {
  let kept: { atMs: number; value: Promise<Value> } | undefined;
  return () => {
    const nowMs = performance.now();
    if (!kept || nowMs - kept.atMs > ms) kept = { atMs: nowMs, value: read() };
    return kept.value;
  };
}
