import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Latencies in milliseconds, kept in a bounded space with three significant figures (HdrHistogram, as Node has it built in). */
export interface Latencies {
  add(ms: number): void;
  readonly count: number;
  /** The value that `share` (0 to 1) of all stay at or below; null where there is none. */
  percentile(share: number): number | null;
  readonly maxMs: number | null;
  readonly meanMs: number | null;
  clear(): void;
}

/** The unit within: what is faster than a microsecond is not told apart. */
const unitsPerMs = 1_000;
/** Longer than any request is waited for. */
const longestMs = 600_000;

export function createLatencies(): Latencies {
  const histogram: RecordableHistogram = createHistogram({
    lowest: 1,
    highest: longestMs * unitsPerMs,
    figures: 3,
  });
  const orNull = (units: number) => (histogram.count === 0 ? null : units / unitsPerMs);
  return {
    add: (ms) => histogram.record(Math.min(longestMs * unitsPerMs, Math.max(1, Math.round(ms * unitsPerMs)))),
    get count() {
      return histogram.count;
    },
    percentile: (share) => orNull(histogram.percentile(Math.max(Number.MIN_VALUE, share * 100))),
    get maxMs() {
      return orNull(histogram.max);
    },
    get meanMs() {
      return orNull(histogram.mean);
    },
    clear: () => histogram.reset(),
  };
}
