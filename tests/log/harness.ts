import { randomUUID } from 'node:crypto';
import type { Log, LogRecord, OutgoingRecord, Running, TopicSettings } from '../../platform/log/port.ts';

/** A log adapter on a real server. */
export interface LogHarness {
  /** The LOG* variables under which a process of its own opens the same log. */
  readonly environment: Readonly<Record<string, string>>;
  /** Opens another client of the same log; closed with the suite. */
  open(): Promise<Log>;
  /** Makes the log remove the first `count` records of a partition, as retention does. */
  expire(topic: string, partition: number, count: number): Promise<void>;
  /** Makes the log compact a compacted topic; resolves when something was removed. */
  compact(topic: string): Promise<void>;
  close(): Promise<void>;
}

/** What a contract test gets. */
export interface LogContext extends Omit<LogHarness, 'close'> {
  readonly log: Log;
}

/** Names of a test's own, so that tests may run in any order on one server. */
export function freshName(prefix: string): string {
  return `${prefix}.${randomUUID().slice(0, 8)}`;
}

export async function freshTopic(log: Log, settings: Partial<TopicSettings> = {}): Promise<string> {
  const name = settings.name ?? freshName('topic');
  await log.ensureTopics([{ name, partitions: 3, cleanup: 'delete', retentionMs: 3_600_000, ...settings }]);
  return name;
}

/** `count` records over some keys, their values numbered from `from`. */
export function numbered(
  topic: string,
  count: number,
  options: { keys?: number; from?: number } = {},
): OutgoingRecord[] {
  const { keys = 5, from = 0 } = options;
  return Array.from({ length: count }, (_, index) => ({
    topic,
    key: `key-${(from + index) % keys}`,
    value: String(from + index),
  }));
}

/** A member of a group that keeps what it was handed. */
export interface Collector extends Running {
  readonly records: LogRecord[];
  readonly assignments: (readonly { topic: string; partition: number }[])[];
}

export async function collect(
  log: Log,
  options: {
    group: string;
    topic: string;
    from?: 'earliest' | 'latest';
    batchRecordsMax?: number;
    before?: (records: readonly LogRecord[], signal: AbortSignal) => Promise<void> | void;
  },
): Promise<Collector> {
  const records: LogRecord[] = [];
  const assignments: (readonly { topic: string; partition: number }[])[] = [];
  const running = await log.consume({
    group: options.group,
    topics: [options.topic],
    from: options.from ?? 'earliest',
    batchRecordsMax: options.batchRecordsMax,
    async handle(batch, signal) {
      await options.before?.(batch, signal);
      records.push(...batch);
    },
    onAssigned: (partitions) => void assignments.push(partitions),
  });
  return { records, assignments, stop: () => running.stop() };
}

export const valuesOf = (records: readonly LogRecord[]): string[] => records.map(({ value }) => value ?? 'null');

/** The values of each key in the order read. */
export function byKey(records: readonly LogRecord[]): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const { key, value } of records) map.set(key, [...(map.get(key) ?? []), value ?? 'null']);
  return map;
}

/** Each key's values without repetitions of what was read before: what an idempotent consumer makes of it. */
export function firstSeenByKey(records: readonly LogRecord[]): Map<string, string[]> {
  return new Map([...byKey(records)].map(([key, values]) => [key, [...new Set(values)]]));
}
