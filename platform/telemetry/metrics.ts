import { collectDefaultMetrics, Registry } from 'prom-client';
import { type Sample, writeFamily } from './exposition.ts';
import { createSeries, type LabelBounds } from './series.ts';

/** Counts what happened, one number per combination of label values. */
export interface Counter {
  /** Adds to the series of these label values, in the order they were declared. */
  add(first?: string, second?: string, third?: string, value?: number): void;
}

/** Observes durations in seconds. */
export interface Timing {
  observe(seconds: number, first?: string, second?: string): void;
}

/** What a gauge gives when it is asked: label values in the order they were declared, and the number. */
export type Reading = readonly [labels: readonly string[], value: number];

/**
 * A process's metrics, in Prometheus' terms (https://prometheus.io/docs/practices/naming/): counters end in `_total`,
 * durations in `_seconds`, sizes in `_bytes`.
 *
 * Each label is declared with how many values it may have; what comes past that is counted under `other`, so that no
 * client can fill the memory of this process or of whoever scrapes it. Counting looks a series up and adds a number:
 * nothing is allocated for a series that is there.
 */
export interface Metrics {
  counter(name: string, help: string, labels?: LabelBounds): Counter;
  timing(name: string, help: string, labels?: LabelBounds, bucketsSeconds?: readonly number[]): Timing;
  /** Numbers that are kept elsewhere and only grow, read when they are asked for. */
  counters(name: string, help: string, labels: LabelBounds, read: () => Iterable<Reading>): void;
  /**
   * Values that are read when they are asked for. One that can't be read in time, or not at all, is left out: a
   * database that is down must not hide the other metrics.
   */
  gauge(
    name: string,
    help: string,
    labels: LabelBounds,
    read: () => Iterable<Reading> | Promise<Iterable<Reading>>,
  ): void;
  /** The text format that Prometheus scrapes. */
  print(): Promise<string>;
  readonly contentType: string;
}

/** From a cache hit to a time-out, about doubling. */
const defaultBucketsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Prometheus gives a scrape 10 s; a gauge that takes longer than this is left out, in milliseconds. */
const readTimeoutMs = 2_000;
/** The event loop's delay is sampled this often, in milliseconds: finer costs more than it tells. */
const eventLoopPrecisionMs = 20;

export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: eventLoopPrecisionMs });
  const common = { service };
  const families = new Map<string, () => string | Promise<string>>();
  const add = (name: string, print: () => string | Promise<string>): void => {
    if (families.has(name)) throw new Error(`The metric ${name} is there already.`);
    families.set(name, print);
  };

  return {
    counter(name, help, labels = {}) {
      const labelNames = Object.keys(labels);
      const series = createSeries(labels, () => ({ value: 0 }));
      add(name, () => {
        const samples = [...series.entries()].map(([values, { value }]) => ({ labels: values, value }));
        return writeFamily({ name, help, type: 'counter', labelNames, samples }, common);
      });
      return {
        add(first, second, third, value = 1) {
          series.of(first, second, third).value += value;
        },
      };
    },

    timing(name, help, labels = {}, bucketsSeconds = defaultBucketsSeconds) {
      const labelNames = Object.keys(labels);
      const series = createSeries(labels, () => createHistogram(bucketsSeconds));
      add(name, () => {
        const samples = [...series.entries()].flatMap(([values, histogram]) => histogram.samples(values));
        return writeFamily({ name, help, type: 'histogram', labelNames, samples }, common);
      });
      return { observe: (seconds, first, second) => series.of(first, second).observe(seconds) };
    },

    counters(name, help, labels, read) {
      const labelNames = Object.keys(labels);
      add(name, () =>
        writeFamily({ name, help, type: 'counter', labelNames, samples: bounded(read(), labels) }, common),
      );
    },

    gauge(name, help, labels, read) {
      const labelNames = Object.keys(labels);
      add(name, async () => {
        const readings = await inTime(read);
        if (!readings) return '';
        return writeFamily({ name, help, type: 'gauge', labelNames, samples: bounded(readings, labels) }, common);
      });
    },

    async print() {
      const own = await Promise.all([...families.values()].map((print) => print()));
      return `${own.join('')}${await registry.metrics()}`;
    },
    contentType: registry.contentType,
  };
}

function createHistogram(bounds: readonly number[]) {
  const counts = new Float64Array(bounds.length + 1);
  let sum = 0;
  return {
    observe(seconds: number): void {
      let bucket = 0;
      while (bucket < bounds.length && seconds > bounds[bucket]!) bucket++;
      counts[bucket]!++;
      sum += seconds;
    },
    samples(labels: readonly string[]): Sample[] {
      let total = 0;
      const buckets = [...counts].map((count, index): Sample => {
        total += count;
        return {
          suffix: '_bucket',
          labels,
          extra: ['le', index < bounds.length ? `${bounds[index]}` : '+Inf'],
          value: total,
        };
      });
      return [...buckets, { suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: total }];
    },
  };
}

/** Sums readings whose labels go past their bounds. */
function bounded(readings: Iterable<Reading>, labels: LabelBounds): Sample[] {
  const series = createSeries(labels, () => ({ value: 0 }));
  for (const [[first, second, third], value] of readings) series.of(first, second, third).value += value;
  return [...series.entries()].map(([values, { value }]) => ({ labels: values, value }));
}

async function inTime(read: () => Iterable<Reading> | Promise<Iterable<Reading>>): Promise<Iterable<Reading> | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), readTimeoutMs);
  });
  try {
    return await Promise.race([(async () => await read())(), late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
