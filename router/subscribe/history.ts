import { partitionOf } from '../../platform/log/murmur2.ts';
import type { Log, PartitionBounds } from '../../platform/log/port.ts';
import type { Scanner } from './history-scan.ts';
import type { LiveReader } from './live-reader.ts';
import { furthest, type Positions, restrict } from './positions.ts';
import type { Chunk, Feed, RecentIndex } from './recent-index.ts';

/** Why a part of the past can't be replayed. */
export type GapReason =
  /** The log no longer keeps it. */
  | 'RETENTION'
  /** The cursor is further back than a replay may begin. */
  | 'LIMIT'
  /** The cursor is of another log or topic than the one that is there now. */
  | 'LOG_CHANGED';

/** What can't be replayed: everything between two positions. */
export interface Gap {
  readonly from: Positions;
  readonly to: Positions;
  readonly reason: GapReason;
}

/** A chunk of a feed's past, or the gap that lies before it. */
export type Past = Chunk & { readonly gap?: Gap };

/** Bounds of a topic are asked for once for all who come within this time, in milliseconds: retention is slower. */
const boundsMs = 1_000;

/**
 * A feed's past: out of the index where it reaches back that far, else out of the log by the shared scan. Whoever reads
 * chunk after chunk until one is complete, and listens from that moment on, misses nothing and gets nothing twice.
 */
export function createHistory(deps: {
  log: Pick<Log, 'bounds'>;
  index: RecentIndex;
  reader: Pick<LiveReader, 'partitionCount'>;
  scanner: Scanner;
  replayRecordsMax: number;
  chunkEventsMax: number;
}) {
  const { index, scanner } = deps;
  const known = new Map<string, { at: number; bounds: Promise<readonly PartitionBounds[]> }>();

  const boundsOf = (topic: string): Promise<readonly PartitionBounds[]> => {
    let entry = known.get(topic);
    if (!entry || Date.now() - entry.at > boundsMs) {
      entry = { at: Date.now(), bounds: deps.log.bounds(topic) };
      // A failure isn't kept: the next one asks again.
      entry.bounds.catch(() => known.delete(topic));
      known.set(topic, entry);
    }
    return entry.bounds;
  };

  /** The partitions that a feed's events can be in: a recipient has one, its key's; without recipients, all of them. */
  const partitionsOf = (feed: Feed): Iterable<number> => {
    const { stream, recipient } = feed;
    if (!stream.recipient) return index.positions(stream.topic).keys();
    return [partitionOf(recipient, deps.reader.partitionCount(stream.topic) || 1)];
  };

  const now = (feed: Feed): Map<number, number> => restrict(index.positions(feed.stream.topic), partitionsOf(feed));

  const resume = (feed: Feed, positions: Positions): Map<number, number> =>
    furthest(positions, restrict(new Map(), partitionsOf(feed)));

  const readOn = (feed: Feed, positions: Positions, except?: number): Past | Promise<Past> => {
    const behind = new Map(
      [...positions].filter(([partition, offset]) => offset < index.floor(feed.stream, partition)),
    );
    if (behind.size === 0) return index.after(feed, positions, deps.chunkEventsMax, except);
    return fromLog(feed, positions, behind);
  };

  const fromLog = async (feed: Feed, positions: Positions, behind: ReadonlyMap<number, number>): Promise<Past> => {
    const earliest = new Map<number, number>();
    const to = new Map(positions);
    let reason: GapReason | undefined;
    for (const { partition, earliest: kept, next } of await boundsOf(feed.stream.topic)) {
      earliest.set(partition, kept);
      const offset = behind.get(partition);
      if (offset === undefined) continue;
      // Asked anew: the index may have moved on while the bounds were on their way.
      const first = Math.min(Math.max(kept, next - deps.replayRecordsMax), index.floor(feed.stream, partition));
      if (offset >= first) continue;
      reason = offset < kept ? 'RETENTION' : (reason ?? 'LIMIT');
      to.set(partition, first);
    }
    if (reason) return { events: [], positions: to, complete: false, gap: { from: positions, to, reason } };
    const chunk = await scanner.read(feed, behind, earliest, deps.chunkEventsMax);
    return { ...chunk, positions: furthest(positions, chunk.positions) };
  };

  return {
    /** Where a feed stands now: what has happened so far is before it. */
    now,

    /**
     * A cursor's positions made whole: partitions that the feed has and the cursor doesn't know are newer than the
     * cursor, so all of them is wanted.
     */
    resume,

    /**
     * The gap before a cursor that is ahead of the log's end, which happens where the log was made anew; null where it
     * is only ahead of this router.
     */
    async aheadOfLog(feed: Feed, positions: Positions): Promise<Gap | null> {
      if (isWithin(positions, index.positions(feed.stream.topic))) return null;
      // Bounds kept from before the cursor was made would prove nothing: they are asked for anew.
      const ends = new Map((await deps.log.bounds(feed.stream.topic)).map(({ partition, next }) => [partition, next]));
      return isWithin(positions, ends) ? null : { from: positions, to: now(feed), reason: 'LOG_CHANGED' };
    },

    /** The next chunk. Answers at once, not with a promise, where the index has it: only such a chunk can be complete. */
    read(feed: Feed, positions: Positions): Past | Promise<Past> {
      const wanted = resume(feed, positions);
      const home = feed.stream.recipient ? [...partitionsOf(feed)][0]! : undefined;
      if (home === undefined || wanted.size === 1) return readOn(feed, wanted);
      // The recipient moved to another partition (the topic got more of them): what is in the old one was before.
      const before = new Map([...wanted].filter(([partition]) => partition !== home));
      const past = readOn(feed, before, home);
      const withHome = (chunk: Past): Past => ({
        ...chunk,
        positions: furthest(wanted, chunk.positions),
        complete: false,
      });
      if (past instanceof Promise) return past.then(withHome);
      return past.events.length > 0 ? withHome(past) : readOn(feed, furthest(wanted, past.positions));
    },
  };
}

export type History = ReturnType<typeof createHistory>;

function isWithin(positions: Positions, ends: Positions): boolean {
  return [...positions].every(([partition, offset]) => offset <= (ends.get(partition) ?? 0));
}
