import type { CpuResult, StageSample } from '../run/result.ts';
import type { MeasuredRun } from './measurement.ts';
import type { Stop } from './simulate.ts';

/** The processes that a request goes through; the workers come after its commit. */
export const requestProcesses = ['router', 'users', 'activity', 'fraud'] as const;
export type RequestProcess = (typeof requestProcesses)[number];

/** Databases that a request waits for; the log's sessions work for the workers and the routers' readers. */
const requestDatabases = ['kith_users', 'kith_activity', 'kith_fraud'];

/** CPU milliseconds that an operation adds, by what spends them: without what the processes use at rest. */
export interface Demand {
  readonly router: number;
  readonly users: number;
  readonly activity: number;
  readonly fraud: number;
  /** PostgreSQL's sessions that requests wait for. */
  readonly database: number;
  /** Workers, the log, and what else nobody waits for. */
  readonly after: number;
  /** The load generator, where it runs on the same machine. */
  readonly runner: number;
}

/** What a process adds for an operation, in CPU microseconds. */
export function addedUs(cpu: CpuResult, answeredPerSecond: number, process: string): number {
  const cores = (cpu.cores[process] ?? 0) - (cpu.restCores[process] ?? 0);
  return Math.max(0, (cores / answeredPerSecond) * 1e6);
}

export function demandOf({ cpu, answeredPerSecond }: MeasuredRun): Demand {
  const ms = (process: string) => addedUs(cpu, answeredPerSecond, process) / 1_000;
  const database = requestDatabases.reduce((sum, name) => sum + (cpu.postgresByDatabaseUs[name] ?? 0), 0) / 1_000;
  const workers = Object.keys(cpu.cores)
    .filter((name) => name.endsWith('-worker'))
    .reduce((sum, name) => sum + ms(name), 0);
  return {
    router: ms('router'),
    users: ms('users'),
    activity: ms('activity'),
    fraud: ms('fraud'),
    database,
    after: workers + Math.max(0, ms('postgres') - database),
    runner: cpu.runnerUs / 1_000,
  };
}

/** Milliseconds that a sample stood in each stage; rounds that ran side by side count as long as they took together. */
interface Walls {
  readonly outsideMs: number;
  readonly routerMs: number;
  readonly rounds: readonly {
    readonly process: RequestProcess;
    readonly transportMs: number;
    readonly subgraphMs: number;
    readonly sqlMs: number;
  }[];
}

function wallsOf(sample: StageSample): Walls {
  const fetchedMs = sample.rounds.reduce((sum, { fetchMs }) => sum + fetchMs, 0);
  const together = fetchedMs === 0 ? 1 : Math.min(1, (sample.totalMs - sample.routerMs) / fetchedMs);
  return {
    outsideMs: sample.outsideMs ?? 0,
    routerMs: sample.routerMs,
    rounds: sample.rounds.map(({ subgraph, fetchMs, subgraphMs, sqlMs }) => ({
      process: subgraph as RequestProcess,
      transportMs: Math.max(0, fetchMs - subgraphMs - sqlMs) * together,
      subgraphMs: subgraphMs * together,
      sqlMs: sqlMs * together,
    })),
  };
}

/** Makes ways for the simulation out of traced requests: whose times they are is measured, how much of them is work too. */
export interface ServiceTimes {
  /**
   * A request's way where everything runs on one machine. Of the time that a sample stood in a stage, as much holds its
   * thread and a core as the stage's CPU time says; the rest is waiting that nobody else is kept from: other
   * programs, disks, timers.
   */
  onOneMachine(random: () => number): readonly Stop[];
  /**
   * A request's way where each process has a core of its own: work alone, with stated times for the network and a commit,
   * as waiting on a shared machine says nothing about another one. `copyOf` names one of a process's copies.
   */
  atScale(
    random: () => number,
    assumed: { roundTripMs: number; commitMs: number },
    copyOf: (process: string) => string,
  ): readonly Stop[];
}

/**
 * `traced` is the run that the samples are from; `now` the demand to reckon with: tracing costs CPU time itself, which
 * untraced requests don't spend.
 */
export function createServiceTimes(samples: readonly StageSample[], traced: Demand, now: Demand): ServiceTimes {
  const walls = samples.map(wallsOf);
  const mean = (of: (wall: Walls) => number) => walls.reduce((sum, wall) => sum + of(wall), 0) / walls.length;
  const meanMs: Record<RequestProcess | 'database', number> = {
    router: mean(({ routerMs }) => routerMs),
    users: mean((wall) => subgraphMsOf(wall, 'users')),
    activity: mean((wall) => subgraphMsOf(wall, 'activity')),
    fraud: mean((wall) => subgraphMsOf(wall, 'fraud')),
    database: mean(({ rounds }) => rounds.reduce((sum, { sqlMs }) => sum + sqlMs, 0)),
  };
  /** Work and waiting of a stage in which a sample stood so long. */
  const split = (stage: RequestProcess | 'database', wallMs: number): { workMs: number; waitMs: number } => {
    if (meanMs[stage] === 0) return { workMs: 0, waitMs: 0 };
    return {
      workMs: (wallMs * now[stage]) / meanMs[stage],
      waitMs: wallMs * Math.max(0, 1 - traced[stage] / meanMs[stage]),
    };
  };
  const draw = (random: () => number) => walls[Math.floor(random() * walls.length)]!;

  return {
    onOneMachine(random) {
      const wall = draw(random);
      const router = split('router', wall.routerMs);
      // The router works before, between and after its rounds.
      const pieces = wall.rounds.length + 1;
      const piece: Stop[] = [
        { needs: ['router', 'cores'], ms: router.workMs / pieces },
        { needs: [], ms: router.waitMs / pieces },
      ];
      return [
        { needs: [], ms: wall.outsideMs },
        ...piece,
        ...wall.rounds.flatMap(({ process, transportMs, subgraphMs, sqlMs }): Stop[] => {
          const subgraph = split(process, subgraphMs);
          const sql = split('database', sqlMs);
          const half: Stop[] = [
            { needs: [process, 'cores'], ms: subgraph.workMs / 2 },
            { needs: [], ms: subgraph.waitMs / 2 + transportMs / 2 },
          ];
          return [...half, { needs: ['cores'], ms: sql.workMs }, { needs: [], ms: sql.waitMs }, ...half, ...piece];
        }),
      ];
    },
    atScale(random, { roundTripMs, commitMs }, copyOf) {
      const wall = draw(random);
      const pieces = wall.rounds.length + 1;
      const router = copyOf('router');
      const piece: Stop = { needs: [router], ms: split('router', wall.routerMs).workMs / pieces };
      return [
        { needs: [], ms: roundTripMs },
        piece,
        ...wall.rounds.flatMap(({ process, subgraphMs, sqlMs }): Stop[] => {
          const copy = copyOf(process);
          const half: Stop = { needs: [copy], ms: split(process, subgraphMs).workMs / 2 };
          return [
            // To the subgraph and from there to its database.
            { needs: [], ms: 2 * roundTripMs },
            half,
            { needs: ['database'], ms: split('database', sqlMs).workMs },
            { needs: [], ms: commitMs },
            half,
            piece,
          ];
        }),
      ];
    },
  };
}

function subgraphMsOf({ rounds }: Walls, process: RequestProcess): number {
  return rounds.reduce((sum, round) => sum + (round.process === process ? round.subgraphMs : 0), 0);
}
