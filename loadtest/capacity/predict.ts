import { seededRandom } from '../../platform/random/seeded-random.ts';
import type { MeasuredRun, Measurement } from './measurement.ts';
import { createServiceTimes, type Demand, demandOf } from './service-times.ts';
import { percentileOf, type Simulation, simulate } from './simulate.ts';

/** The percentiles that a prediction is compared by. */
export const comparedShares = [0.5, 0.9, 0.99] as const;

/** Enough for a 99th percentile that another seed moves by a few hundredths. */
const jobs = 30_000;

/**
 * What the machine of a measurement would do at another rate: one copy of each process, all of them, PostgreSQL, the workers
 * and the load generator on its cores. Made from the lowest rate alone: its samples, and its CPU time without tracing.
 */
export function predictOnMachine(measurement: Measurement, perSecond: number): Simulation {
  const now = demandOf(measurement.runs[0]!);
  const times = createServiceTimes(measurement.samples, demandOf(measurement.traced), now);
  const behind = (ms: number) => ({
    perSecond,
    counted: false,
    draw: () => [{ needs: ['cores'], ms }],
  });
  return simulate({
    servers: { router: 1, users: 1, activity: 1, fraud: 1, cores: measurement.machine.cores },
    arrivals: [{ perSecond, counted: true, draw: times.onOneMachine }, behind(now.after), behind(now.runner)],
    jobs,
    random: seededRandom(1),
  });
}

/** What is assumed of a data centre, as it can't be measured on one machine. */
export const assumed = {
  /** There and back within a zone, two proxies included. */
  roundTripMs: 0.5,
  /** A commit that a standby in the same zone has confirmed, as a mean over reads, which don't wait, and writes. */
  commitMs: 1,
};

/** A farm large enough for its numbers of copies to be near their shares, small enough to simulate in a second. */
const routersInFarm = 20;

/** A farm in which each process is busy for that share of its time, and requests go to any of its copies by chance. */
export function simulateFarm(measurement: Measurement, demand: Demand, utilisation: number): Simulation {
  const times = createServiceTimes(measurement.samples, demandOf(measurement.traced), demand);
  const perSecond = (routersInFarm * utilisation * 1_000) / demand.router;
  const random = seededRandom(2);
  const copies: Record<string, number> = { router: routersInFarm };
  for (const process of ['users', 'activity', 'fraud'] as const)
    copies[process] = Math.max(1, Math.round((perSecond * demand[process]) / 1_000 / utilisation));
  const servers: Record<string, number> = {
    database: Math.max(1, Math.round((perSecond * demand.database) / 1_000 / databaseUtilisation)),
  };
  for (const [process, count] of Object.entries(copies))
    for (let copy = 0; copy < count; copy++) servers[`${process} ${copy}`] = 1;
  const copyOf = (process: string) => `${process} ${Math.floor(random() * copies[process]!)}`;
  return simulate({
    servers,
    arrivals: [{ perSecond, counted: true, draw: (chance) => times.atScale(chance, assumed, copyOf) }],
    jobs,
    random: seededRandom(3),
  });
}

/** Room for a failed server, vacuum and an hour that is busier than any before. */
export const databaseUtilisation = 0.5;

/** Where k8s starts more copies (k8s/base: 60% of the CPU request): more than that isn't planned with, whatever latency allows. */
export const utilisationMax = 0.6;
/** A step finer than this says nothing: another seed moves a 99th percentile as much. */
const utilisationStep = 0.05;
/** A queue that is busier than this isn't in balance within the jobs of a simulation. */
const stepMax = Math.round(0.95 / utilisationStep);

/** How busy processes are on average, and what the slowest request in a hundred takes then. */
export interface BusyFarm {
  readonly utilisation: number;
  readonly p99Ms: number;
}

function busyFarm(measurement: Measurement, demand: Demand, step: number): BusyFarm {
  const utilisation = Math.round(step * utilisationStep * 100) / 100;
  return { utilisation, p99Ms: percentileOf(simulateFarm(measurement, demand, utilisation).latenciesMs, 0.99) };
}

/** The 99th percentile of farms that are ever busier, from a tenth to nearly always. */
export function farmsByUtilisation(measurement: Measurement, demand: Demand): BusyFarm[] {
  const steps = [...Array.from({ length: 9 }, (_, index) => 2 * (index + 1)), stepMax];
  return steps.map((step) => busyFarm(measurement, demand, step));
}

/** How busy processes may be, on average, for the 99th percentile to stay below the target. Null where they may not even be at rest. */
export function highestUtilisation(measurement: Measurement, demand: Demand, targetMs: number): BusyFarm | null {
  // Latency grows with utilisation, so the last step that keeps the target is found by halving.
  let keeps: BusyFarm | null = null;
  let kept = 0;
  let fails = stepMax + 1;
  while (fails - kept > 1) {
    const step = (kept + fails) >> 1;
    const farm = busyFarm(measurement, demand, step);
    if (farm.p99Ms < targetMs) {
      keeps = farm;
      kept = step;
    } else fails = step;
  }
  return keeps;
}

/** What a prediction says beside what was measured at that rate. */
export interface Comparison {
  readonly rate: number;
  readonly rows: readonly {
    readonly share: number;
    /** Of each run at this rate, in the order in which they were made. */
    readonly measuredMs: readonly number[];
    readonly predictedMs: number;
    /** The prediction in times of the runs' geometric mean. */
    readonly ratio: number;
  }[];
}

/** One comparison a rate. Runs of the same rate are one measurement: how far they are apart is the machine's doing, not the model's. */
export function compare(measurement: Measurement): Comparison[] {
  const rates = [...new Set(measurement.runs.map(({ rate }) => rate))];
  return rates.map((rate) => {
    const runs = measurement.runs.filter((run) => run.rate === rate);
    const perSecond = runs.reduce((sum, { answeredPerSecond }) => sum + answeredPerSecond, 0) / runs.length;
    const { latenciesMs } = predictOnMachine(measurement, perSecond);
    return {
      rate,
      rows: comparedShares.map((share) => {
        const measuredMs = runs.map((run) => measuredAt(run, share));
        const predictedMs = percentileOf(latenciesMs, share);
        return { share, measuredMs, predictedMs, ratio: predictedMs / geometricMean(measuredMs) };
      }),
    };
  });
}

function measuredAt({ latency }: MeasuredRun, share: (typeof comparedShares)[number]): number {
  return { 0.5: latency.p50Ms, 0.9: latency.p90Ms, 0.99: latency.p99Ms }[share] ?? Number.NaN;
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
