import type { Log } from '../../../platform/log/port.ts';
import type { Logger } from '../../../platform/telemetry/logger.ts';
import { factsOf, type PlacedFact } from './facts-of.ts';

/** What to read again of one partition: from its offset up to, not including, `until`. */
export interface ReplaySpan {
  readonly partition: number;
  readonly from: number;
  readonly until: number;
}

/** Reads spans of a topic's partitions again, without the group, in offset order. Resolves when all were handled. */
export async function replay(
  deps: { log: Log; logger: Logger },
  topic: string,
  spans: readonly ReplaySpan[],
  handle: (partition: number, facts: readonly PlacedFact[]) => Promise<void>,
): Promise<void> {
  const open = new Map(spans.filter(({ from, until }) => from < until).map((span) => [span.partition, span]));
  if (open.size === 0) return;
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const reader = await deps.log.read({
    topics: [topic],
    from: [...open.values()].map(({ partition, from }) => ({ topic, partition, offset: from })),
    async handle(records) {
      const partition = records[0]?.partition;
      const span = partition === undefined ? undefined : open.get(partition);
      if (partition === undefined || !span) return;
      await handle(
        partition,
        factsOf(
          records.filter(({ offset }) => offset < span.until),
          deps.logger,
        ),
      );
      if (records.at(-1)!.offset >= span.until - 1) open.delete(partition);
      if (open.size === 0) finish();
    },
  });
  try {
    // The records before `until` may be gone (retention), and then nothing ends the span but the end of the partition.
    await Promise.race([finished, reader.caughtUp]);
  } finally {
    await reader.stop();
  }
}
