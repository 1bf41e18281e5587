import type { MeasuredRun, Measurement } from './measurement.ts';
import { databaseUtilisation } from './predict.ts';
import { addedUs, demandOf } from './service-times.ts';

/** How a figure is known, from the best to the least. */
export type Certainty = 'measured' | 'computed from measured' | 'assumed';

/** What was not measured and is reckoned with; docs/capacity.md has the reasons. */
export const assumptions = {
  /** Cores of one PostgreSQL server. */
  databaseCores: 32,
  /** Bytes a second that one server's write-ahead log and its standbys keep up with. */
  walBytesPerSecond: 200e6,
  /** Records a second that one broker takes in, small ones in batches, with three copies of each on different brokers. */
  brokerRecordsPerSecond: 100_000,
  /** Sessions of one PostgreSQL server before its own bookkeeping shows. */
  databaseSessions: 500,
  /** Sessions that each graph process may open (`connectionsMax` in its bin file). */
  sessionsPerProcess: 10,
  /** Commands that one Redis answers a second, and how many the limits of one operation take. */
  redisCommandsPerSecond: 200_000,
  redisCommandsPerOperation: 2,
  /** Partitions of a topic now (events/topics.ts). */
  partitions: 12,
} as const;

/** What each operation of the mix causes, at the highest rate that was measured. */
export interface Costs {
  /** CPU microseconds added by an operation, by process. */
  readonly us: Readonly<Record<string, number>>;
  readonly databaseUs: Readonly<Record<string, number>>;
  readonly walBytes: number;
  /** Records in the log, and those of them that every router reads. */
  readonly records: number;
  readonly notices: number;
  /** Bytes of the way: visits, likes and edits of all operations. */
  readonly writes: number;
}

/** Facts for fraud and a notice for whoever was visited or liked; an edited profile is one record. */
const recordsPerVisit = 2;
const recordsPerLike = 2;

export function costsOf(run: MeasuredRun): Costs {
  const count = (deed: string) => (run.operations[deed] ?? 0) / run.answered;
  const likes = count('like') + count('unlike');
  return {
    us: Object.fromEntries(
      Object.keys(run.cpu.cores).map((name) => [name, addedUs(run.cpu, run.answeredPerSecond, name)]),
    ),
    databaseUs: run.cpu.postgresByDatabaseUs,
    walBytes: run.walBytesPerOperation,
    records: recordsPerVisit * count('visit') + recordsPerLike * likes + count('edit'),
    notices: count('visit') + count('like'),
    writes: count('visit') + likes + count('edit'),
  };
}

/** Something of which there is one, or a fixed number, and the operations a second at which that is not enough. */
export interface Limit {
  readonly what: string;
  readonly perSecond: number;
  readonly remedy: string;
  readonly certainty: Certainty;
}

/** Every limit in the order in which a growing load meets it. */
export function limitsOf(measurement: Measurement, utilisation: number): Limit[] {
  const run = measurement.runs.at(-1)!;
  const costs = costsOf(run);
  const one = (us: number | undefined, copies = 1) =>
    us ? (copies * utilisation * 1e6) / us : Number.POSITIVE_INFINITY;
  const serverUs = (names: readonly string[]) => names.reduce((sum, name) => sum + (costs.databaseUs[name] ?? 0), 0);
  const onServer = (us: number) => (assumptions.databaseCores * databaseUtilisation * 1e6) / us;
  const limits: Limit[] = [
    ...(['router', 'users', 'activity', 'fraud'] as const).map((name) => ({
      what: `one ${name} process`,
      perSecond: one(costs.us[name]),
      remedy: 'more copies, by themselves (HPA)',
      certainty: 'computed from measured' as const,
    })),
    {
      what: 'the one activity-worker that relays the outbox',
      perSecond: one(costs.us['activity-worker']),
      remedy: 'activity in shards: each has its own outbox and relay',
      certainty: 'computed from measured',
    },
    {
      what: `fraud-workers, one a partition (${assumptions.partitions})`,
      perSecond: one(costs.us['fraud-worker'], assumptions.partitions),
      remedy: 'more partitions',
      certainty: 'computed from measured',
    },
    {
      what: 'routers, each of which reads every notice',
      // Half of its time for reading leaves half for requests.
      perSecond: (0.5 * utilisation * 1e6) / (measurement.routerUsPerForeignRecord * costs.notices),
      remedy: 'live routers for a part of the recipients each, apart from those that answer queries',
      certainty: 'computed from measured',
    },
    {
      what: 'the log in PostgreSQL, on one server',
      perSecond: onServer(serverUs(['kith_log'])),
      remedy: 'Kafka, long before',
      certainty: 'computed from measured',
    },
    {
      what: `the activity database on one server (${assumptions.databaseCores} cores)`,
      perSecond: onServer(serverUs(['kith_activity'])),
      remedy: 'shards by the visited person',
      certainty: 'computed from measured',
    },
    {
      what: `the users database on one server (${assumptions.databaseCores} cores)`,
      perSecond: onServer(serverUs(['kith_users'])),
      remedy: 'read replicas; entities kept by the routers; shards by account',
      certainty: 'computed from measured',
    },
    {
      what: `sessions of one server for users processes (${assumptions.databaseSessions})`,
      perSecond: one(costs.us.users, assumptions.databaseSessions / assumptions.sessionsPerProcess),
      remedy: 'replicas or shards, or a pooler in session mode before more servers',
      certainty: 'assumed',
    },
    {
      what: 'one Redis for the limits',
      perSecond: assumptions.redisCommandsPerSecond / assumptions.redisCommandsPerOperation,
      remedy: 'Redis in shards: every counter has one key',
      certainty: 'assumed',
    },
    {
      what: 'the write-ahead log of one server',
      perSecond: assumptions.walBytesPerSecond / costs.walBytes,
      remedy: 'shards',
      certainty: 'assumed',
    },
    {
      what: 'three brokers',
      perSecond: assumptions.brokerRecordsPerSecond / costs.records,
      remedy: 'more brokers',
      certainty: 'assumed',
    },
  ];
  return limits.filter(({ perSecond }) => Number.isFinite(perSecond)).sort((a, b) => a.perSecond - b.perSecond);
}

/** What it takes to serve so many operations a second. */
export interface Plan {
  readonly perSecond: number;
  /** Cores of each kind of process; each process is one core. */
  readonly cores: Readonly<Record<string, number>>;
  /** Share of every router's core that goes into reading notices that are not for its clients. */
  readonly routerReadingShare: number;
  readonly databaseCores: Readonly<Record<string, number>>;
  /** Servers of each database, by CPU and by write-ahead log, whichever asks for more. */
  readonly shards: Readonly<Record<string, number>>;
  readonly recordsPerSecond: number;
  readonly brokers: number;
  readonly partitions: number;
}

/** For copies of each record on three brokers. */
const brokersMin = 3;

export function planFor(measurement: Measurement, perSecond: number, utilisation: number): Plan {
  const run = measurement.runs.at(-1)!;
  const costs = costsOf(run);
  const cores = Object.fromEntries(
    Object.entries(costs.us)
      .filter(([name]) => name !== 'postgres')
      .map(([name, us]) => [name, Math.max(1, Math.ceil((perSecond * us) / 1e6 / utilisation))]),
  );
  const databases = ['kith_users', 'kith_activity', 'kith_fraud'];
  const databaseCores = Object.fromEntries(
    databases.map((name) => [
      name,
      Math.max(1, Math.ceil((perSecond * (costs.databaseUs[name] ?? 0)) / 1e6 / databaseUtilisation)),
    ]),
  );
  const recordsPerSecond = perSecond * costs.records;
  return {
    perSecond,
    cores,
    routerReadingShare: (perSecond * costs.notices * measurement.routerUsPerForeignRecord) / 1e6,
    databaseCores,
    shards: Object.fromEntries(
      databases.map((name) => [
        name,
        Math.ceil(
          Math.max(
            databaseCores[name]! / assumptions.databaseCores,
            // Nearly all that is written is activity's.
            name === 'kith_activity' ? (perSecond * costs.walBytes) / assumptions.walBytesPerSecond : 0,
          ),
        ),
      ]),
    ),
    recordsPerSecond,
    brokers: Math.max(brokersMin, Math.ceil((brokersMin * recordsPerSecond) / assumptions.brokerRecordsPerSecond)),
    partitions: Math.max(assumptions.partitions, cores['fraud-worker'] ?? 0, cores['activity-worker'] ?? 0),
  };
}

/** CPU milliseconds that a request waits for, and all that it causes. */
export function totalsOf(measurement: Measurement): { requestMs: number; allMs: number } {
  const demand = demandOf(measurement.runs.at(-1)!);
  const requestMs = demand.router + demand.users + demand.activity + demand.fraud + demand.database;
  return { requestMs, allMs: requestMs + demand.after };
}
