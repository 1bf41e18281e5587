import { createLatencies, type Latencies } from './histogram.ts';
import { type RecorderResults, type Second, summarise } from './result.ts';

/** One request that ended, in milliseconds since the beginning. */
export interface Ended {
  /** What it was, for the table. */
  readonly operation: string;
  /** When it was to be sent, whatever else was going on. */
  readonly scheduledMs: number;
  /** When it got a connection and was sent. */
  readonly sentMs: number;
  readonly endedMs: number;
  /** Undefined where it went well, else an error's code. */
  readonly error?: string;
}

/**
 * Counts what comes back. Latency is measured from the scheduled arrival, so that a stall counts for everybody who came
 * while it lasted and not only for the one who was being served: what is left out otherwise is called coordinated
 * omission (G. Tene). The time from being sent is kept beside it, to show what would have been left out.
 */
export interface Recorder {
  scheduled(): void;
  ended(request: Ended): void;
  /** Closes the second that ends at `atMs`, with what else is known of it. */
  endSecond(atMs: number, more: Pick<Second, 'cpu' | 'memoryMb'>): Second;
  readonly inFlight: number;
  results(durationMs: number): RecorderResults;
}

interface Tally {
  readonly latencies: Latencies;
  failed: number;
}

/** Up to five nines, for the chart. */
const curveShares = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99].concat([
  0.993, 0.995, 0.997, 0.998, 0.999, 0.9995, 0.9999, 0.99999,
]);

export function createRecorder(): Recorder {
  const all = createLatencies();
  const fromSending = createLatencies();
  const late = createLatencies();
  const second = createLatencies();
  const byOperation = new Map<string, Tally>();
  const errors = new Map<string, number>();
  const seconds: Second[] = [];
  let scheduled = 0;
  let answered = 0;
  let failed = 0;
  let before = { scheduled: 0, answered: 0, failed: 0 };

  return {
    scheduled: () => void scheduled++,
    ended({ operation, scheduledMs, sentMs, endedMs, error }) {
      let tally = byOperation.get(operation);
      if (!tally) {
        tally = { latencies: createLatencies(), failed: 0 };
        byOperation.set(operation, tally);
      }
      answered++;
      for (const latencies of [all, second, tally.latencies]) latencies.add(endedMs - scheduledMs);
      fromSending.add(endedMs - sentMs);
      late.add(sentMs - scheduledMs);
      if (error === undefined) return;
      failed++;
      tally.failed++;
      errors.set(error, (errors.get(error) ?? 0) + 1);
    },
    endSecond(atMs, more) {
      const ended: Second = {
        atSeconds: Math.round(atMs / 100) / 10,
        arrived: scheduled - before.scheduled,
        answered: answered - before.answered,
        failed: failed - before.failed,
        inFlight: scheduled - answered,
        p50Ms: second.percentile(0.5),
        p99Ms: second.percentile(0.99),
        ...more,
      };
      before = { scheduled, answered, failed };
      second.clear();
      seconds.push(ended);
      return ended;
    },
    get inFlight() {
      return scheduled - answered;
    },
    results(durationMs) {
      const perSecond = (count: number) => (durationMs > 0 ? (count * 1_000) / durationMs : 0);
      return {
        scheduled,
        answered,
        failed,
        unanswered: scheduled - answered,
        arrivedPerSecond: perSecond(scheduled),
        answeredPerSecond: perSecond(answered),
        errors: Object.fromEntries([...errors].sort((a, b) => b[1] - a[1])),
        latency: summarise(all),
        latencyFromSending: summarise(fromSending),
        lateness: summarise(late),
        operations: [...byOperation]
          .map(([name, tally]) => ({
            name,
            count: tally.latencies.count,
            failed: tally.failed,
            latency: summarise(tally.latencies),
          }))
          .sort((a, b) => b.count - a.count),
        seconds,
        curve: all.count === 0 ? [] : curveShares.map((share) => [share, all.percentile(share)!] as const),
      };
    },
  };
}
