import type { Log, Reader, ReadOptions } from '../log/port.ts';

/** A reader this many records behind is not of the present: some seconds of a busy log. */
const lagRecordsMax = 5_000;
/** A reader that took nothing for this long while records came is stuck, in milliseconds. */
const stuckMs = 10_000;
/** The log is asked where it stands this often at most, in milliseconds. */
const boundsKeptMs = 2_000;

interface Followed {
  readonly topics: readonly string[];
  /** The next offset wanted, by topic and partition; only of partitions that brought something. */
  readonly positions: Map<string, number>;
  caughtUp: boolean;
}

/** The offset that each partition's next record will get, by topic and partition. */
type Ends = ReadonlyMap<string, number>;

const topicOf = (place: string): string => place.slice(0, place.lastIndexOf('/'));

/**
 * Follows how far readers without a group have come, by what they handled.
 *
 * The last records of a partition may be gone (compaction), so that a reader never reaches its end and misses nothing.
 * Therefore a reader counts as stuck only if the end moved on and it didn't.
 */
export function createReadProgress(log: Pick<Log, 'read' | 'bounds'>, now: () => number = () => performance.now()) {
  const readers = new Set<Followed>();
  let ends: Promise<Ends> | undefined;
  let askedAtMs = 0;
  /** When a partition's end moved past what a reader had, and it did not follow. */
  const waitingSince = new Map<string, number>();
  let before: ReadonlyMap<string, number> = new Map();

  const askEnds = async (): Promise<Ends> => {
    const topics = new Set([...readers].flatMap((reader) => [...reader.topics]));
    const next = new Map<string, number>();
    await Promise.all(
      [...topics].map(async (topic) => {
        for (const bounds of await log.bounds(topic)) next.set(`${topic}/${bounds.partition}`, bounds.next);
      }),
    );
    const nowMs = now();
    for (const [place, end] of next) {
      if (!isBehind(place, end)) waitingSince.delete(place);
      else if (end > (before.get(place) ?? end) && !waitingSince.has(place)) waitingSince.set(place, nowMs);
    }
    before = next;
    return next;
  };

  const isBehind = (place: string, end: number): boolean => {
    const topic = topicOf(place);
    return [...readers].some(({ topics, positions }) => topics.includes(topic) && (positions.get(place) ?? 0) < end);
  };

  const currentEnds = (): Promise<Ends> => {
    const nowMs = now();
    if (!ends || nowMs - askedAtMs > boundsKeptMs) {
      askedAtMs = nowMs;
      ends = askEnds();
      ends.catch(() => {
        ends = undefined;
      });
    }
    return ends;
  };

  const lagsOf = (reader: Followed, next: Ends): Map<string, number> => {
    const lags = new Map<string, number>();
    for (const [place, position] of reader.positions) {
      const topic = topicOf(place);
      lags.set(topic, (lags.get(topic) ?? 0) + Math.max(0, (next.get(place) ?? 0) - position));
    }
    return lags;
  };

  return {
    async read(options: ReadOptions): Promise<Reader> {
      const followed: Followed = { topics: options.topics, positions: new Map(), caughtUp: false };
      readers.add(followed);
      const reader = await log
        .read({
          ...options,
          async handle(records) {
            await options.handle(records);
            const last = records.at(-1);
            if (!last) return;
            const place = `${last.topic}/${last.partition}`;
            followed.positions.set(place, last.offset + 1);
            waitingSince.delete(place);
          },
        })
        .catch((error: unknown) => {
          readers.delete(followed);
          throw error;
        });
      reader.caughtUp.then(
        () => {
          followed.caughtUp = true;
        },
        () => {},
      );
      const stop = reader.stop.bind(reader);
      reader.stop = () => {
        readers.delete(followed);
        return stop();
      };
      return reader;
    },

    /** How many records each topic's furthest-behind reader has still to handle. */
    async lags(): Promise<ReadonlyMap<string, number>> {
      const most = new Map<string, number>();
      const next = await currentEnds();
      for (const reader of readers) {
        for (const topic of reader.topics) most.set(topic, most.get(topic) ?? 0);
        for (const [topic, lag] of lagsOf(reader, next)) most.set(topic, Math.max(most.get(topic) ?? 0, lag));
      }
      return most;
    },

    /**
     * Throws where a reader has not reached its present yet, fell far behind, or is stuck. A log that can't be asked is
     * no objection: it is gone for every copy alike, and what they know of it still serves.
     */
    async check(): Promise<void> {
      for (const { caughtUp, topics } of readers) if (!caughtUp) throw new Error(`${topics.join(', ')} not caught up`);
      const next = await currentEnds().catch(() => null);
      if (!next) return;
      for (const reader of readers)
        for (const [topic, lag] of lagsOf(reader, next))
          if (lag > lagRecordsMax) throw new Error(`${topic} is ${lag} records behind`);
      for (const [place, sinceMs] of waitingSince)
        if (now() - sinceMs > stuckMs) throw new Error(`nothing was read of ${place} while records came`);
    },
  };
}
