import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../platform/random/seeded-random.ts';
import { arrivalTimes } from './arrivals.ts';
import { drive } from './drive.ts';
import { createLatencies } from './histogram.ts';
import { createRecorder } from './recorder.ts';
import { type Span, samplesOf } from './trace-collector.ts';

const steady = { shape: 'steady' } as const;

function take(count: number, times: Iterator<number>): number[] {
  return Array.from({ length: count }, () => times.next().value as number);
}

describe('arrivals', () => {
  test('come at the rate asked for, with the gaps of a Poisson process', () => {
    const total = 20_000;
    const times = take(total, arrivalTimes({ arrivals: steady, rate: 200, random: seededRandom(1) }));
    expect(times.at(-1)! / total).toBeCloseTo(5, 0);
    const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / total;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / total);
    // Of exponential gaps the deviation is the mean, and 1/e of them are longer than it.
    expect(deviation / mean).toBeCloseTo(1, 1);
    expect(gaps.filter((gap) => gap > mean).length / total).toBeCloseTo(1 / Math.E, 1);
  });

  test('come five times as often within a burst, and as asked for outside', () => {
    const arrivals = { shape: 'bursts', everySeconds: 20, forSeconds: 5, times: 5 } as const;
    const times = arrivalTimes({ arrivals, rate: 100, random: seededRandom(2) });
    let calm = 0;
    let burst = 0;
    for (let time = times.next().value; time < 200_000; time = times.next().value)
      if ((time / 1_000) % 20 < 15) calm++;
      else burst++;
    expect(calm / 150 / 100).toBeCloseTo(1, 1);
    expect(burst / 50 / 500).toBeCloseTo(1, 1);
  });

  test('are the same for the same seed', () => {
    const of = (seed: number) => take(50, arrivalTimes({ arrivals: steady, rate: 10, random: seededRandom(seed) }));
    expect(of(3)).toEqual(of(3));
    expect(of(3)).not.toEqual(of(4));
  });
});

describe('latencies', () => {
  test('are kept to three significant figures, whatever their size', () => {
    for (const ms of [0.012, 4.56, 789, 12_345]) {
      const latencies = createLatencies();
      latencies.add(ms);
      expect(Math.abs(latencies.percentile(0.5)! / ms - 1)).toBeLessThan(0.002);
    }
  });

  test('have the percentiles of what was added', () => {
    const latencies = createLatencies();
    for (let ms = 1; ms <= 1_000; ms++) latencies.add(ms);
    for (const [share, expected] of [
      [0.5, 500],
      [0.9, 900],
      [0.99, 990],
      [0.999, 999],
    ] as const)
      expect(Math.abs(latencies.percentile(share)! - expected)).toBeLessThanOrEqual(1);
    expect(latencies.count).toBe(1_000);
  });

  test('are null where there is none', () => {
    expect(createLatencies().percentile(0.5)).toBeNull();
    expect(createLatencies().maxMs).toBeNull();
  });
});

/** A server with one connection that takes 1 ms a request, and nothing at all from 1,000 to 2,000 ms. */
function served(scheduledMs: number, freeMs: number): { sentMs: number; endedMs: number } {
  const sentMs = Math.max(scheduledMs, freeMs);
  const beginsMs = sentMs >= 1_000 && sentMs < 2_000 ? 2_000 : sentMs;
  return { sentMs, endedMs: beginsMs + 1 };
}

describe('coordinated omission', () => {
  test('a second’s stall counts for everybody who came while it lasted', () => {
    const recorder = createRecorder();
    let freeMs = 0;
    // One arrival every 10 ms for 10 s: 1,000, of which a tenth comes while nothing is served.
    for (let scheduledMs = 0; scheduledMs < 10_000; scheduledMs += 10) {
      recorder.scheduled();
      const { sentMs, endedMs } = served(scheduledMs, freeMs);
      freeMs = endedMs;
      recorder.ended({ operation: 'any', scheduledMs, sentMs, endedMs });
    }
    const { latency, latencyFromSending, lateness } = recorder.results(10_000);
    // 100 waited, the first for a second: a hundredth of all waited for 900 ms or more, a twentieth for 500.
    expect(latency.p50Ms).toBeCloseTo(1, 1);
    expect(latency.p99Ms!).toBeGreaterThan(850);
    expect(latency.p999Ms!).toBeGreaterThan(980);
    // Who measures from sending sees one slow request in a thousand, and a p99 as if nothing had happened.
    expect(latencyFromSending.p99Ms!).toBeLessThan(2);
    expect(latencyFromSending.maxMs!).toBeGreaterThan(990);
    expect(lateness.p99Ms!).toBeGreaterThan(850);
  });

  test('the driver starts what is due while something before it hangs', async () => {
    const started: number[] = [];
    let release = (): void => {};
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    await drive({
      arrivals: [0, 1, 2, 3, 4, 50][Symbol.iterator]() as Iterator<number>,
      durationMs: 20,
      graceMs: 60_000,
      now: () => performance.now(),
      start: (scheduledMs) => {
        started.push(scheduledMs);
        // The first is answered only when the last that is due has been sent.
        if (started.length === 5) release();
        return hanging;
      },
      signal: new AbortController().signal,
    });
    expect(started.map((at) => Math.round(at - started[0]!))).toEqual([0, 1, 2, 3, 4]);
  });

  test('the driver ends at once when it is broken off, whatever is under way', async () => {
    const abort = new AbortController();
    const never = new Promise<void>(() => {});
    await drive({
      arrivals: [0, 60_000][Symbol.iterator]() as Iterator<number>,
      durationMs: 120_000,
      graceMs: 60_000,
      now: () => performance.now(),
      start: () => {
        abort.abort();
        return never;
      },
      signal: abort.signal,
    });
    expect(abort.signal.aborted).toBe(true);
  });
});

describe('the recorder', () => {
  test('counts errors by code, by operation and by second, and what was never answered', () => {
    const recorder = createRecorder();
    for (let index = 0; index < 10; index++) recorder.scheduled();
    const at = (operation: string, error?: string) =>
      recorder.ended({ operation, scheduledMs: 0, sentMs: 0, endedMs: 5, error });
    at('visit');
    at('visit', 'RATE_LIMITED');
    expect(recorder.endSecond(1_000, { cpu: null, memoryMb: null })).toMatchObject({
      arrived: 10,
      answered: 2,
      failed: 1,
      inFlight: 8,
    });
    at('discover', 'TIMEOUT');
    at('discover', 'TIMEOUT');
    const results = recorder.results(2_000);
    expect(results).toMatchObject({ scheduled: 10, answered: 4, failed: 3, unanswered: 6, answeredPerSecond: 2 });
    expect(results.errors).toEqual({ TIMEOUT: 2, RATE_LIMITED: 1 });
    expect(results.operations.map(({ name, failed }) => [name, failed])).toEqual([
      ['visit', 1],
      ['discover', 2],
    ]);
  });
});

describe('a trace', () => {
  const span = (
    service: string,
    name: string,
    spanId: string,
    parentSpanId: string | undefined,
    startMs: number,
    endMs: number,
  ): Span => ({ service, name, traceId: 't', spanId, parentSpanId, startMs, endMs });

  test('is told as what each stage spent itself', () => {
    const spans = [
      span('router', 'query Profile', '1', undefined, 0, 20),
      span('router', 'fetch users', '2', '1', 2, 8),
      span('users', 'subgraph request Profile__users__0', '3', '2', 3, 7),
      span('users', 'SQL users-by-ids', '4', '3', 4, 6),
      // Side by side with the other.
      span('router', 'fetch activity', '5', '1', 4, 12),
      span('activity', 'subgraph request Profile__activity__1', '6', '5', 5, 11),
    ];
    expect(samplesOf(spans, new Map([['t', 21.5]]))).toEqual([
      {
        operation: 'Profile',
        outsideMs: 1.5,
        totalMs: 20,
        routerMs: 10,
        rounds: [
          { subgraph: 'users', fetchMs: 6, subgraphMs: 2, sqlMs: 2 },
          { subgraph: 'activity', fetchMs: 8, subgraphMs: 6, sqlMs: 0 },
        ],
      },
    ]);
  });

  test('of which a part is missing is left out', () => {
    expect(
      samplesOf(
        [span('router', 'query Profile', '1', undefined, 0, 20), span('router', 'fetch users', '2', '1', 2, 8)],
        new Map(),
      ),
    ).toEqual([]);
  });
});
