import type { LogRecord, OutgoingRecord, TopicSettings } from './port.ts';

/**
 * Dead letters: what a consumer could not read or store goes, as it was, to `<topic>.dead` with these headers, and its
 * partition goes on. `npm run log -- dead list|show|retry` works on them.
 */
export const deadHeaders = {
  /** The consumer group that gave up. */
  group: 'dead-group',
  /** Why, in one line. */
  reason: 'dead-reason',
  /** Where the record stood, `topic/partition/offset`. */
  position: 'dead-position',
  /** How often it was tried. */
  attempts: 'dead-attempts',
  /** When the group gave up, ISO 8601. */
  at: 'dead-at',
  /** Not a dead letter but the note that one was tried again: its offset. */
  retried: 'dead-retried',
} as const;

/**
 * A record with this header is meant for one consumer group alone: a dead letter that is tried again. Every other
 * group and every reader without one has had it and passes over it.
 */
export const onlyGroupHeader = 'only-group';

/** True when the record is addressed to a group other than `group`; readers without a group hand in null. */
export function isForAnotherGroup(record: LogRecord, group: string | null): boolean {
  const only = record.headers[onlyGroupHeader];
  return only !== undefined && only !== group;
}

const suffix = '.dead';
const day = 24 * 60 * 60 * 1000;

export const deadTopicOf = (topic: string): string => `${topic}${suffix}`;

/** The settings of a topic's dead letters. */
export function deadTopic(topic: string): TopicSettings {
  // One partition: dead letters are few, and a person reads them in order. A month leaves time for a holiday.
  return { name: deadTopicOf(topic), partitions: 1, cleanup: 'delete', retentionMs: 30 * day };
}

/** Long reasons (a schema's error lists every field) are cut: headers are for people. In characters. */
const reasonMax = 2_000;

export function toDeadLetter(record: LogRecord, group: string, error: unknown, attempts: number): OutgoingRecord {
  const { [onlyGroupHeader]: _, ...headers } = record.headers;
  return {
    topic: deadTopicOf(record.topic),
    key: record.key,
    value: record.value,
    headers: {
      ...headers,
      [deadHeaders.group]: group,
      [deadHeaders.reason]: reasonOf(error).slice(0, reasonMax),
      [deadHeaders.position]: `${record.topic}/${record.partition}/${record.offset}`,
      [deadHeaders.attempts]: String(attempts),
      [deadHeaders.at]: new Date().toISOString(),
    },
  };
}

/**
 * The record to append so that the group that gave up gets it once more, and nobody else does. On a compacted topic it
 * becomes the last of its key, which everybody must be able to read later: there it goes to all.
 */
export function toRetry(dead: LogRecord, options: { compacted: boolean }): OutgoingRecord {
  const own = new Set<string>(Object.values(deadHeaders));
  const headers = Object.fromEntries(Object.entries(dead.headers).filter(([name]) => !own.has(name)));
  const group = dead.headers[deadHeaders.group];
  if (!dead.topic.endsWith(suffix) || !group) throw new Error(`${dead.topic} holds no dead letter at ${dead.offset}`);
  const topic = dead.topic.slice(0, -suffix.length);
  const addressee: Record<string, string> = options.compacted ? {} : { [onlyGroupHeader]: group };
  return { topic, key: dead.key, value: dead.value, headers: { ...headers, ...addressee } };
}

/** Where a dead letter stood in its topic; undefined if its header was lost. */
export function positionOf(dead: LogRecord): { partition: number; offset: number } | undefined {
  const [offset, partition] = (dead.headers[deadHeaders.position] ?? '').split('/').reverse().map(Number);
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(partition)) return undefined;
  return { partition: partition!, offset: offset! };
}

/** The note that a dead letter was tried again: a log can't take a record out, so this goes after it. */
export function toRetriedNote(dead: LogRecord): OutgoingRecord {
  return { topic: dead.topic, key: dead.key, value: null, headers: { [deadHeaders.retried]: String(dead.offset) } };
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replace(/\s+/g, ' ').trim();
}
