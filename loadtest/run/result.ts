import type { Latencies } from './histogram.ts';

/** A run in numbers: what the table, the HTML report and the JSON file are made of. Times in milliseconds unless named otherwise. */
export interface Result extends RecorderResults {
  /** Of this file's shape. */
  readonly version: 1;
  readonly at: string;
  readonly command: string;
  readonly machine: Machine;
  readonly scenario: {
    readonly name: string;
    readonly title: string;
    readonly about: string;
    readonly studies: readonly string[];
    /** The one deed that the scenario was narrowed to, or null. */
    readonly only: string | null;
  };
  readonly options: {
    readonly rate: number;
    readonly durationSeconds: number;
    readonly warmUpSeconds: number;
    readonly users: number;
    readonly connections: number;
    readonly seed: number;
    /** Null for a product that was running already. */
    readonly population: { readonly people: number; readonly visits: number } | null;
  };
  /** Shorter than asked for where it was broken off. */
  readonly measuredSeconds: number;
  readonly interrupted: boolean;
  readonly live: LiveResult | null;
  /** Null where the product's processes can't be seen. */
  readonly cpu: CpuResult | null;
  /** Of traced requests, where the run was traced: what each spent where. */
  readonly samples: readonly StageSample[] | null;
  /** What a reader must know beside the numbers. */
  readonly notes: readonly string[];
}

/** What was counted of the requests. */
export interface RecorderResults {
  readonly scheduled: number;
  readonly answered: number;
  readonly failed: number;
  /** Still under way when it was broken off. */
  readonly unanswered: number;
  readonly arrivedPerSecond: number;
  readonly answeredPerSecond: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly latency: LatencySummary;
  readonly latencyFromSending: LatencySummary;
  /** How late requests were sent: connections that were all taken, or the runner itself being too slow. */
  readonly lateness: LatencySummary;
  readonly operations: readonly OperationResult[];
  readonly seconds: readonly Second[];
  /** Latency at shares of 0 to 1 that get closer together towards 1, for a chart. */
  readonly curve: readonly (readonly [share: number, ms: number])[];
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  /** Load average of the last minute: other programs' work included. */
  readonly loadBefore: number;
  readonly loadAfter: number;
}

export interface LatencySummary {
  readonly count: number;
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
  readonly p999Ms: number | null;
  readonly maxMs: number | null;
}

export interface OperationResult {
  readonly name: string;
  readonly count: number;
  readonly failed: number;
  readonly latency: LatencySummary;
}

export interface LiveResult {
  readonly sockets: number;
  /** Times that all sockets were cut. */
  readonly cuts: number;
  readonly connections: number;
  /** Acknowledged visits, once for each socket that watches the visited person. */
  readonly expected: number;
  readonly delivered: number;
  readonly lost: number;
  readonly repeated: number;
  /** Told by the router as not replayable. */
  readonly gaps: number;
  /** Subscriptions that ended for good. */
  readonly ended: number;
  /** From the visit's scheduled arrival to its event. */
  readonly latency: LatencySummary;
}

/** CPU microseconds for one answered operation, by process, and how many cores that was. */
export interface CpuResult {
  readonly perOperationUs: Readonly<Record<string, number>>;
  /** PostgreSQL's part, by the database that its sessions work for; the rest of the server is `others`. */
  readonly postgresByDatabaseUs: Readonly<Record<string, number>>;
  readonly allUs: number;
  readonly cores: Readonly<Record<string, number>>;
  /** Cores that each process used before the load, with the live clients connected: polling, keep-alives. */
  readonly restCores: Readonly<Record<string, number>>;
  /** The runner's own, which is not in the sums. */
  readonly runnerUs: number;
  readonly runnerCores: number;
  /** Cores that programs which have nothing to do with the test used meanwhile. */
  readonly otherCores: number;
}

export interface Second {
  readonly atSeconds: number;
  readonly arrived: number;
  readonly answered: number;
  readonly failed: number;
  readonly inFlight: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Cores that each process used within it; null where it can't be seen. */
  readonly cpu: Readonly<Record<string, number>> | null;
  readonly memoryMb: Readonly<Record<string, number>> | null;
}

/** One traced request: milliseconds that it spent in each stage, and how often it went there. */
export interface StageSample {
  readonly operation: string;
  /** What the client waited beside it: a late start, connections, transport. Null where the client's half is unknown. */
  readonly outsideMs: number | null;
  /** All of it, as the router saw it. */
  readonly totalMs: number;
  readonly routerMs: number;
  /** Sequential rounds to subgraphs: what of a round is neither subgraph nor database is transport and waiting. */
  readonly rounds: readonly {
    readonly subgraph: string;
    readonly fetchMs: number;
    readonly subgraphMs: number;
    readonly sqlMs: number;
  }[];
}

export function summarise(latencies: Latencies): LatencySummary {
  return {
    count: latencies.count,
    meanMs: latencies.meanMs,
    p50Ms: latencies.percentile(0.5),
    p90Ms: latencies.percentile(0.9),
    p99Ms: latencies.percentile(0.99),
    p999Ms: latencies.percentile(0.999),
    maxMs: latencies.maxMs,
  };
}
