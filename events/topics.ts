/**
 * The log's topics, declared once: both log adapters create them from here (`npm run topics`).
 *
 * A topic has one key and so one order: what a consumer must see in order shares a key.
 */
export interface TopicDeclaration {
  readonly name: string;
  /** What its key is, in words. */
  readonly key: string;
  readonly partitions: number;
  readonly cleanup: 'delete' | 'compact';
  /** How long an event is kept, in milliseconds; a compacted topic keeps the last event of each key for ever. */
  readonly retentionMs: number;
}

const day = 24 * 60 * 60 * 1000;
/** Workers scale up to the partition count; 12 divides evenly among 1, 2, 3, 4, 6 and 12 of them. */
const partitions = 12;
/** The fraud service replays at most its longest window (7 days) after a restart; twice that leaves room to be late. */
const factsRetentionMs = 14 * day;
/** A live client that was away longer gets a gap notice and loads a snapshot instead. */
const noticesRetentionMs = 1 * day;
/** A usage store that is down over a weekend, and the weekday on which somebody sees to it; half of what its ids are kept. */
const usageRetentionMs = 7 * day;
/** One worker writes what hundreds of routers count; the other two stand by. */
const usagePartitions = 3;

export const topics = {
  usersChanged: { name: 'users.changed', key: 'user', partitions, cleanup: 'delete', retentionMs: factsRetentionMs },
  usersAuthenticated: {
    name: 'users.authenticated',
    key: 'account or address hash',
    partitions,
    cleanup: 'delete',
    retentionMs: factsRetentionMs,
  },
  usersStatus: { name: 'users.status', key: 'user', partitions, cleanup: 'compact', retentionMs: 0 },
  activityRecorded: {
    name: 'activity.recorded',
    key: 'actor',
    partitions,
    cleanup: 'delete',
    retentionMs: factsRetentionMs,
  },
  activityNoticed: {
    name: 'activity.noticed',
    key: 'recipient',
    partitions,
    cleanup: 'delete',
    retentionMs: noticesRetentionMs,
  },
  fraudDecided: { name: 'fraud.decided', key: 'user', partitions, cleanup: 'delete', retentionMs: factsRetentionMs },
  routerUsage: {
    name: 'router.usage',
    key: 'batch',
    partitions: usagePartitions,
    cleanup: 'delete',
    retentionMs: usageRetentionMs,
  },
  fraudOpened: { name: 'fraud.opened', key: 'case', partitions, cleanup: 'delete', retentionMs: noticesRetentionMs },
} as const satisfies Record<string, TopicDeclaration>;

export const allTopics: readonly TopicDeclaration[] = Object.values(topics);
