import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The label values of one observation, by label name. */
export type Labels = Readonly<Record<string, string>>;

/** Counts what happened. */
export interface Count {
  add(labels?: Labels, value?: number): void;
}

/** Observes durations in seconds. */
export interface Timing {
  observe(seconds: number, labels?: Labels): void;
}

/**
 * A process's metrics, in Prometheus' terms (https://prometheus.io/docs/practices/naming/): counters end in `_total`,
 * durations in `_seconds`, sizes in `_bytes`.
 *
 * The number of series of each metric is bounded: past `seriesMax` different label sets, new ones are counted under
 * `other`, so that no client can fill the memory of whoever scrapes.
 */
export interface Metrics {
  count(name: string, help: string, labelNames?: readonly string[]): Count;
  timing(name: string, help: string, labelNames?: readonly string[], bucketsSeconds?: readonly number[]): Timing;
  /** A value that is read when it is asked for. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** A value per label that is read when it is asked for. */
  gauges(
    name: string,
    help: string,
    labelName: string,
    read: () => Iterable<readonly [string, number]> | Promise<Iterable<readonly [string, number]>>,
  ): void;
  /** The text format that Prometheus scrapes. */
  print(): Promise<string>;
  readonly contentType: string;
}

/** Enough for every operation name of a well-kept client times a few codes; 300 series cost Prometheus about 1 MB. */
const defaultSeriesMax = 300;

/** From a cache hit to a time-out, about doubling. */
const defaultBucketsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(service: string, seriesMax = defaultSeriesMax): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
  return {
    count(name, help, labelNames = []) {
      const counter = new Counter({ name, help, labelNames: [...labelNames], registers: [registry] });
      const bound = boundSeries(labelNames, seriesMax);
      return { add: (labels = {}, value = 1) => counter.inc(bound(labels), value) };
    },
    timing(name, help, labelNames = [], bucketsSeconds = defaultBucketsSeconds) {
      const histogram = new Histogram({
        name,
        help,
        labelNames: [...labelNames],
        buckets: [...bucketsSeconds],
        registers: [registry],
      });
      const bound = boundSeries(labelNames, seriesMax);
      return { observe: (seconds, labels = {}) => histogram.observe(bound(labels), seconds) };
    },
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          this.set(await read());
        },
      });
    },
    gauges(name, help, labelName, read) {
      const bound = boundSeries([labelName], seriesMax);
      new Gauge({
        name,
        help,
        labelNames: [labelName],
        registers: [registry],
        async collect() {
          this.reset();
          for (const [label, value] of await read()) this.set(bound({ [labelName]: label }), value);
        },
      });
    },
    print: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** Lets the first `seriesMax` label sets through and turns every later one into `other`. */
function boundSeries(labelNames: readonly string[], seriesMax: number): (labels: Labels) => Labels {
  const known = new Set<string>();
  const other = Object.fromEntries(labelNames.map((name) => [name, 'other']));
  return (labels) => {
    const series = labelNames.map((name) => labels[name]).join('\0');
    if (known.has(series)) return labels;
    if (known.size >= seriesMax) return other;
    known.add(series);
    return labels;
  };
}
