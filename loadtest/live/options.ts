import { readFlags, wholeNumber } from '../../scripts/start/command-line.ts';
import { UsageError } from '../../scripts/start/usage-error.ts';

export const help = `npm run bench:live -- [options]

Measures the live way on this machine: activity → outbox → relay → log → router → subscriber, on the PostgreSQL log and
on Kafka, in one run. It starts everything it needs on 127.0.0.1 (a PostgreSQL and a Kafka broker of its own, unless they
are named) and ends it again. Kafka needs Java 17 and, once, Maven; where it can't be had it is left out and the reason is said.

  --events N         events of one throughput measurement (2000)
  --latency-events N mutations of one latency measurement (1000)
  --rate N           mutations a second while latency is measured (100)
  --subscribers N    subscribers of the fan-out measurements (500)
  --deliveries N     deliveries of one fan-out measurement (10000)
  --closings N       accounts restricted and sessions revoked, of each, in one round (30)
  --connections N    idle subscribers to hold on one router, at most ${25_000}; 0 leaves it out (10000)
  --idle-seconds N   how long the idle router is watched (30: longer than the keep-alive, so that one is in it)
  --rounds N         how often everything but the connections is measured, adapters taking turns (3)
  --logs LIST        postgres, kafka or both: postgres,kafka (both)
  --postgres URL     a server on which databases may be made (one of its own)
  --kafka BROKERS    brokers whose topics may be written to (one of its own)
  --minutes N        after this everything is ended, whatever is missing (14)
  --out FOLDER       where live-<date>.json goes (loadtest/results)
  --help             this text
`;

/** Local ports of one address, less those that others use: Linux hands out 28,232. */
const connectionsMax = 25_000;

export interface Options {
  events: number;
  latencyEvents: number;
  rate: number;
  subscribers: number;
  deliveries: number;
  closings: number;
  connections: number;
  idleSeconds: number;
  rounds: number;
  logs: readonly LogName[];
  postgres: string | undefined;
  kafka: string | undefined;
  minutes: number;
  out: string;
}

type NumberFlag =
  | 'events'
  | 'latency-events'
  | 'rate'
  | 'subscribers'
  | 'deliveries'
  | 'closings'
  | 'connections'
  | 'idle-seconds'
  | 'rounds'
  | 'minutes';

export type LogName = 'postgres' | 'kafka';

/** Reads the command line; null where the help is asked for. Throws a UsageError that says what is wrong with it. */
export function readOptions(args: readonly string[], outDefault: string): Options | null {
  const text = { type: 'string' } as const;
  const flags = {
    events: text,
    'latency-events': text,
    rate: text,
    subscribers: text,
    deliveries: text,
    closings: text,
    connections: text,
    'idle-seconds': text,
    rounds: text,
    logs: text,
    postgres: text,
    kafka: text,
    minutes: text,
    out: text,
    help: { type: 'boolean', short: 'h' },
  } as const;
  const values = readFlags(flags, args, 'npm run bench:live');
  if (values.help) return null;
  const whole = (name: NumberFlag, preset: number, min: number, max: number): number =>
    wholeNumber(name, values[name], { min, max }) ?? preset;
  const logs = (values.logs ?? 'postgres,kafka').split(',');
  if (!logs.every((log): log is LogName => log === 'postgres' || log === 'kafka'))
    throw new UsageError(`--logs must be postgres, kafka, or both with a comma between, and is '${values.logs}'.`);
  return {
    events: whole('events', 2_000, 1, 1_000_000),
    latencyEvents: whole('latency-events', 1_000, 1, 1_000_000),
    rate: whole('rate', 100, 1, 10_000),
    subscribers: whole('subscribers', 500, 1, 10_000),
    deliveries: whole('deliveries', 10_000, 1, 1_000_000),
    closings: whole('closings', 30, 1, 10_000),
    connections: whole('connections', 10_000, 0, connectionsMax),
    idleSeconds: whole('idle-seconds', 30, 1, 600),
    rounds: whole('rounds', 3, 1, 20),
    logs: [...new Set(logs)],
    postgres: values.postgres,
    kafka: values.kafka,
    minutes: whole('minutes', 14, 1, 120),
    out: values.out ?? outDefault,
  };
}
