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
const utilisationStep = 0.05;

/** How busy processes may be, on average, for the 99th percentile to stay below the target. Null where they may not even be at rest. */
export function highestUtilisation(
  measurement: Measurement,
  demand: Demand,
  targetMs: number,
): { utilisation: number; p99Ms: number } | null {
  const p99At = (step: number) =>
    percentileOf(simulateFarm(measurement, demand, step * utilisationStep).latenciesMs, 0.99);
  // Latency grows with utilisation, so the last step that keeps the target is found by halving.
  let keeps = { step: 0, p99Ms: Number.NaN };
  let fails = Math.round(utilisationMax / utilisationStep) + 1;
  while (fails - keeps.step > 1) {
    const step = (keeps.step + fails) >> 1;
    const p99Ms = p99At(step);
    if (p99Ms < targetMs) keeps = { step, p99Ms };
    else fails = step;
  }
  if (keeps.step === 0) return null;
  return { utilisation: Math.round(keeps.step * utilisationStep * 100) / 100, p99Ms: keeps.p99Ms };
}

/** What a prediction says beside what was measured at that rate. */
export interface Comparison {
  readonly rate: number;
  readonly rows: readonly { readonly share: number; readonly measuredMs: number; readonly predictedMs: number }[];
}

export function compare(measurement: Measurement, run: MeasuredRun): Comparison {
  const { latenciesMs } = predictOnMachine(measurement, run.answeredPerSecond);
  const measured = { 0.5: run.latency.p50Ms, 0.9: run.latency.p90Ms, 0.99: run.latency.p99Ms };
  return {
    rate: run.rate,
    rows: comparedShares.map((share) => ({
      share,
      measuredMs: measured[share]!,
      predictedMs: percentileOf(latenciesMs, share),
    })),
  };
}
