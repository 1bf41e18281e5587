import { backoffMs, pause } from '../../platform/log/backoff.ts';
import type { Log, LogRecord, Reader } from '../../platform/log/port.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { recentOffsets } from '../restrict/recent-offsets.ts';
import { within } from '../subscribe/within.ts';

/** Waits before the log is followed again, in milliseconds: a log that is back serves at once, one that isn't is left alone. */
const retry = { firstMs: 200, mostMs: 10_000 };

export interface FollowerDeps {
  readonly log: Pick<Log, 'read' | 'bounds'>;
  readonly topics: readonly string[];
  /** Where to begin: how long before now, in milliseconds; 0 for the log's end. */
  readonly pastMs: number;
  readonly lagMaxMs: number;
  readonly checkMs: number;
  /** Resolves when what the records are for can take them. */
  open(signal: AbortSignal): Promise<void>;
  /** Takes records in the order of their partition. What it throws ends the following, and it begins anew. */
  handle(records: readonly LogRecord[]): Promise<void> | void;
  /** Called before the first record is handled again, and when the log isn't followed any more. */
  onLost(): void;
  readonly logger: Logger;
}

/** Follows topics as long as it is sure to be in the log's present, and begins anew when it isn't. */
export interface Follower {
  /** Whether everything that the topics held until `lagMaxMs` ago was handled. */
  following(): boolean;
  /** What it handles can't be relied on any more. */
  lose(reason: string): void;
  close(): Promise<void>;
}

/**
 * Follows the log, and knows when it doesn't: topics are asked where they end, and an end that wasn't reached within
 * `lagMaxMs`, or a log that couldn't be asked for so long, ends the following. A reader alone would not tell: while the
 * log is away it is merely silent.
 */
export function followLog(deps: FollowerDeps): Follower {
  const { topics, logger, lagMaxMs, checkMs } = deps;
  const closing = new AbortController();
  const { signal } = closing;
  let isFollowing = false;
  let endNow: ((reason: string) => void) | null = null;

  /** Reads until something is wrong; resolves with what it is. */
  const followOnce = async (): Promise<string> => {
    await deps.open(signal);
    const positions = new Map<string, number>();
    const ended = new Promise<string>((resolve) => {
      endNow = resolve;
    });
    let failed = false;
    const before = await endsOf(deps.log, topics);
    const from =
      deps.pastMs === 0
        ? [...before.values()]
        : (await Promise.all(topics.map((topic) => recentOffsets(deps.log, topic, Date.now() - deps.pastMs)))).flat();
    const reader = await deps.log.read({
      topics,
      from,
      async handle(records) {
        // After a failure nothing more is handled; a new reader begins before it.
        if (failed || signal.aborted) return;
        try {
          await deps.handle(records);
        } catch (error) {
          failed = true;
          endNow?.((error as Error).message);
          return;
        }
        const last = records.at(-1)!;
        positions.set(placeOf(last), last.offset + 1);
      },
    });
    try {
      const reason = await Promise.race([reader.caughtUp.then(() => null), ended]);
      if (reason !== null) return reason;
      // What is gone by compaction was never handled, and was reached all the same.
      for (const [place, { offset }] of before) positions.set(place, Math.max(offset, positions.get(place) ?? 0));
      isFollowing = true;
      logger.debug({ topics }, 'the entity cache follows its topics');
      return await watch(positions, ended);
    } finally {
      isFollowing = false;
      deps.onLost();
      await stop(reader);
    }
  };

  /** Looks after the reader until it falls behind. */
  const watch = async (positions: ReadonlyMap<string, number>, ended: Promise<string>): Promise<string> => {
    const checking = new AbortController();
    const check = async (): Promise<string> => {
      let askedAtMs = performance.now();
      /** Where a topic's end was found ahead of the reader: the oldest such end, and when. */
      const awaited = new Map<string, { end: number; sinceMs: number }>();
      for (;;) {
        await pause(checkMs, checking.signal);
        if (checking.signal.aborted) return '';
        let ends: Awaited<ReturnType<typeof endsOf>> | undefined;
        const asked = endsOf(deps.log, topics).then(
          (found) => {
            ends = found;
          },
          () => undefined,
        );
        await within(asked, lagMaxMs);
        if (checking.signal.aborted) return '';
        const nowMs = performance.now();
        if (!ends) {
          if (nowMs - askedAtMs > lagMaxMs) return 'the log can’t be asked';
          continue;
        }
        askedAtMs = nowMs;
        for (const [place, { offset }] of ends) {
          const position = positions.get(place) ?? 0;
          const waiting = awaited.get(place);
          if (waiting && position >= waiting.end) awaited.delete(place);
          if (position < offset && !awaited.has(place)) awaited.set(place, { end: offset, sinceMs: nowMs });
        }
        for (const [place, { end, sinceMs }] of awaited)
          if (nowMs - sinceMs > lagMaxMs && (positions.get(place) ?? 0) < end) return `${place} isn’t read in time`;
      }
    };
    try {
      return await Promise.race([check(), ended]);
    } finally {
      checking.abort();
    }
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted; ) {
      const startedAtMs = performance.now();
      let reason: unknown;
      try {
        reason = await followOnce();
      } catch (error) {
        reason = error;
      }
      endNow = null;
      if (signal.aborted) return;
      // Who held for a while begins anew soon.
      failures = performance.now() - startedAtMs > lagMaxMs + retry.mostMs ? 1 : failures + 1;
      if (failures === 1 || failures % 20 === 0)
        logger.warn(
          typeof reason === 'string' ? { topics, reason } : { topics, err: reason },
          'the entity cache doesn’t follow its topics and is passed by',
        );
      await pause(backoffMs(failures, retry), signal);
    }
  };
  const running = run();

  return {
    following: () => isFollowing,
    lose(reason) {
      isFollowing = false;
      endNow?.(reason);
    },
    async close() {
      closing.abort();
      isFollowing = false;
      endNow?.('closed');
      await within(running, lagMaxMs);
    },
  };

  async function stop(reader: Reader): Promise<void> {
    // One that hangs holds nobody up for long.
    const stopped = reader.stop().catch((error: unknown) => logger.debug({ err: error }, 'a reader didn’t stop'));
    await within(stopped, lagMaxMs);
  }
}

const placeOf = ({ topic, partition }: { topic: string; partition: number }): string => `${topic}/${partition}`;

async function endsOf(
  log: Pick<Log, 'bounds'>,
  topics: readonly string[],
): Promise<ReadonlyMap<string, { topic: string; partition: number; offset: number }>> {
  const bounds = await Promise.all(
    topics.map(async (topic) =>
      (await log.bounds(topic)).map(({ partition, next }) => ({ topic, partition, offset: next })),
    ),
  );
  return new Map(bounds.flat().map((place) => [placeOf(place), place]));
}
