import { readFlags, wholeNumber } from '../../scripts/start/command-line.ts';
import { UsageError } from '../../scripts/start/usage-error.ts';

export const help = `npm run bench:fraud -- [options]

What the fraud worker costs and how long it takes, on this machine:
 - one core without log and database: events a second, memory an account
 - the worker's own process on a real Kafka broker, with its PostgreSQL: what it takes in, from an event to the published
   decision at 25%, 50% and 80% of that (arrivals by the clock, whether or not earlier ones were answered), from a reviewer's CLEARED
   to the account's new status, and from a kill -9 to the next decision

It starts everything it needs on 127.0.0.1 and ends it again. Kafka needs Java 17 and, once, Maven; where it can't be had its
part is left out and the reason is said.

  --people N     people of the population of the one core's part (10000)
  --seconds N    how long each load lasts (60)
  --probes N     accounts a second whose decision is waited for (10; each is a dozen statements of PostgreSQL)
  --capacity N   events a second to take those shares of, where it isn't to be measured
  --releases N   verdicts that are waited for (20)
  --kafka LIST   brokers whose topics may be written to (one of its own)
  --postgres URL a server on which databases may be made (one of its own)
  --parts LIST   core, kafka or both: core,kafka (both)
  --help         this text
`;

export interface Options {
  readonly people: number;
  readonly seconds: number;
  readonly probes: number;
  readonly capacity: number | null;
  readonly releases: number;
  readonly kafka: string | undefined;
  readonly postgres: string | undefined;
  readonly parts: ReadonlySet<'core' | 'kafka'>;
}

type NumberFlag = 'people' | 'seconds' | 'probes' | 'releases' | 'capacity';

/** Reads the command line; null where the help is asked for. Throws a UsageError that says what is wrong with it. */
export function readOptions(args: readonly string[]): Options | null {
  const text = { type: 'string' } as const;
  const flags = {
    people: text,
    seconds: text,
    probes: text,
    capacity: text,
    releases: text,
    kafka: text,
    postgres: text,
    parts: text,
    help: { type: 'boolean', short: 'h' },
  } as const;
  const values = readFlags(flags, args, 'npm run bench:fraud');
  if (values.help) return null;
  const number = (name: NumberFlag, min: number, max: number): number | undefined =>
    wholeNumber(name, values[name], { min, max });
  const parts = (values.parts ?? 'core,kafka').split(',');
  if (parts.some((part) => part !== 'core' && part !== 'kafka'))
    throw new UsageError(`--parts must be core, kafka or core,kafka, and is '${values.parts}'.`);
  return {
    // With fewer there is nobody left to visit a hundred of; with more the core's memory is not the machine's.
    people: number('people', 150, 1_000_000) ?? 10_000,
    // The first seconds of a load aren't counted; three loads of ten minutes are a long wait as it is.
    seconds: number('seconds', 10, 600) ?? 60,
    // Each waits for a decision: more of them than a second has milliseconds are a load of their own.
    probes: number('probes', 1, 1_000) ?? 10,
    // No worker takes in more.
    capacity: number('capacity', 100, 1_000_000) ?? null,
    // One after another.
    releases: number('releases', 1, 1_000) ?? 20,
    kafka: values.kafka,
    postgres: values.postgres,
    parts: new Set(parts as ('core' | 'kafka')[]),
  };
}
