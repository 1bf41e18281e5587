import { Deque } from './deque.ts';
import type { EventStream } from './event-streams.ts';
import type { LiveEvent } from './live-event.ts';
import { furthest, type Positions } from './positions.ts';

/** Somebody's part of a stream: the recipient's events, or all of them where the stream has no recipients (`''`). */
export interface Feed {
  readonly stream: EventStream;
  readonly recipient: string;
}

export function feedKey(feed: Feed): string {
  return `${feed.stream.key}\n${feed.recipient}`;
}

/** What a reader gets of a feed: its events after a position, and the position after them. */
export interface Chunk {
  readonly events: readonly LiveEvent[];
  readonly positions: Positions;
  /** Nothing more is known right now: whoever listens from this very moment misses nothing. */
  readonly complete: boolean;
}

interface TopicState {
  /** The next offset of each partition that this router will see. */
  readonly positions: Map<number, number>;
  /** Events at and after it are all here; those before it were evicted or never read. */
  readonly floors: Map<number, number>;
}

interface Kept {
  /** When it was read: clocks of other machines don't shorten the index. */
  readonly sinceMs: number;
  readonly event: LiveEvent;
  readonly buckets: readonly string[];
}

/**
 * The last minutes of the live topics in memory, by recipient: what a client that lost its connection a moment ago
 * resumes from, without a read of the log. Bounded by bytes and age; the oldest events go first, whosever they are.
 */
export function createRecentIndex(limits: { bytesMax: number; ageMs: number }) {
  const topics = new Map<string, TopicState>();
  /** When a stream came to be known (with a new graph), earlier events of its topic were not kept for it. */
  const streamFloors = new Map<string, Map<number, number>>();
  const buckets = new Map<string, Deque<LiveEvent>>();
  const arrived = new Deque<Kept>();
  let bytes = 0;

  const stateOf = (topic: string): TopicState => {
    let state = topics.get(topic);
    if (!state) {
      state = { positions: new Map(), floors: new Map() };
      topics.set(topic, state);
    }
    return state;
  };

  const evictOldest = (): void => {
    const { event, buckets: keys } = arrived.shift()!;
    bytes -= event.bytes;
    stateOf(event.topic).floors.set(event.partition, event.offset + 1);
    for (const key of keys) {
      const bucket = buckets.get(key)!;
      bucket.shift();
      if (bucket.length === 0) buckets.delete(key);
    }
  };

  return {
    get bytes(): number {
      return bytes;
    },

    /** Begins a topic whose records will be advanced through from these offsets. */
    openTopic(topic: string, starts: Positions): void {
      const state = stateOf(topic);
      for (const [partition, offset] of starts) {
        state.positions.set(partition, offset);
        state.floors.set(partition, offset);
      }
    },

    /** Begins to keep a stream's events; those that came before are not known to be here. */
    openStream(stream: EventStream): void {
      if (!streamFloors.has(stream.key)) streamFloors.set(stream.key, new Map(stateOf(stream.topic).positions));
    },

    /** Tells that a record was read, of whatever type. */
    advance(topic: string, partition: number, offset: number): void {
      const state = stateOf(topic);
      if (!state.positions.has(partition)) state.floors.set(partition, offset);
      state.positions.set(partition, offset + 1);
    },

    add(event: LiveEvent, feeds: readonly Feed[], nowMs: number): void {
      const keys = feeds.map(feedKey);
      for (const key of keys) {
        let bucket = buckets.get(key);
        if (!bucket) {
          bucket = new Deque();
          buckets.set(key, bucket);
        }
        bucket.push(event);
      }
      arrived.push({ sinceMs: nowMs, event, buckets: keys });
      bytes += event.bytes;
      while (bytes > limits.bytesMax) evictOldest();
    },

    /** Drops what was read longer ago than the age limit. */
    expire(nowMs: number): void {
      for (let first = arrived.at(0); first && first.sinceMs < nowMs - limits.ageMs; first = arrived.at(0))
        evictOldest();
    },

    /** Where this router stands in a topic. Live: it changes as records are read. */
    positions(topic: string): Positions {
      return stateOf(topic).positions;
    },

    /** From which offset of a partition on every event of the stream is here. */
    floor(stream: EventStream, partition: number): number {
      const floor = stateOf(stream.topic).floors.get(partition) ?? 0;
      return Math.max(floor, streamFloors.get(stream.key)?.get(partition) ?? 0);
    },

    /** A feed's events at and after `positions`, at most `max`, in the order they were read; `except` leaves out a partition. */
    after(feed: Feed, positions: Positions, max: number, except?: number): Chunk {
      const bucket = buckets.get(feedKey(feed));
      const now = stateOf(feed.stream.topic).positions;
      const events: LiveEvent[] = [];
      const reached = new Map(positions);
      for (let i = bucket ? firstUnseen(bucket, positions) : 0; bucket && i < bucket.length; i++) {
        const event = bucket.at(i)!;
        if (event.partition === except || event.offset < (reached.get(event.partition) ?? 0)) continue;
        if (events.length === max) return { events, positions: reached, complete: false };
        events.push(event);
        reached.set(event.partition, event.offset + 1);
      }
      const known = new Map([...now].filter(([partition]) => positions.has(partition) || !feed.stream.recipient));
      return { events, positions: furthest(reached, known), complete: true };
    },
  };
}

export type RecentIndex = ReturnType<typeof createRecentIndex>;

/**
 * An index from which on events may be new to whoever stands at `positions`. Events without recipients carry the router's
 * positions, which only grow: those whose positions are all covered can be skipped by bisection.
 */
function firstUnseen(bucket: Deque<LiveEvent>, positions: Positions): number {
  let low = 0;
  let high = bucket.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const standing = bucket.at(middle)!.positions;
    if (!standing) return 0;
    const covered = [...standing].every(([partition, offset]) => offset <= (positions.get(partition) ?? 0));
    if (covered) low = middle + 1;
    else high = middle;
  }
  return low;
}
