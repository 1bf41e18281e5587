import { resolve } from 'node:path';
import { readFlags, wholeNumber } from '../../scripts/start/command-line.ts';
import { UsageError } from '../../scripts/start/usage-error.ts';
import { type OperationName, operationNames } from './operations.ts';
import { type Step, steps } from './steps.ts';

export const usage = `npm run bench:path: CPU time of an operation on its whole path

  --people N        how many people the data has (100000)
  --visits V        how many visits (5000000)
  --rounds R        how often each variant is measured (5); the median counts
  --requests N      how many requests each measurement takes (2000)
  --warm-up N       how many each variant answers before its first one, until its code is compiled (4000)
  --concurrency C   requests under way at a time (32)
  --home FOLDER     where the data is kept for the next run (loadtest/.kith)
  --port P          where its PostgreSQL listens (54339)
  --steps A,B       only these of the steps: ${steps.map(({ name }) => name).join(', ')}
  --operations A,B  only these of ${operationNames.join(', ')}
  --cpu-prof FOLDER a CPU profile of every process (node --cpu-prof), written as each ends

The data is made on the first run, which takes a quarter of an hour for 5 million visits.
`;

const flags = {
  people: { type: 'string' },
  visits: { type: 'string' },
  rounds: { type: 'string' },
  requests: { type: 'string' },
  'warm-up': { type: 'string' },
  concurrency: { type: 'string' },
  home: { type: 'string' },
  port: { type: 'string' },
  steps: { type: 'string' },
  operations: { type: 'string' },
  'cpu-prof': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export interface BenchOptions {
  readonly people: number;
  readonly visits: number;
  readonly rounds: number;
  readonly requests: number;
  readonly warmUp: number;
  readonly concurrency: number;
  readonly home: string;
  readonly port: number;
  readonly steps: readonly Step[];
  readonly operations: readonly OperationName[];
  /** Where CPU profiles go; null where none are written. */
  readonly profiles: string | null;
}

/** Reads the command line; null where its help is asked for. */
export function readOptions(args: readonly string[]): BenchOptions | null {
  const given = readFlags(flags, args, 'npm run bench:path');
  if (given.help) return null;
  const number = (
    name: 'people' | 'visits' | 'rounds' | 'requests' | 'warm-up' | 'concurrency' | 'port',
    preset: number,
    max: number,
  ) => wholeNumber(name, given[name] as string | undefined, { min: 1, max }) ?? preset;
  return {
    people: number('people', 100_000, 1_000_000),
    visits: number('visits', 5_000_000, 100_000_000),
    rounds: number('rounds', 5, 100),
    requests: number('requests', 2_000, 1_000_000),
    warmUp: number('warm-up', 4_000, 1_000_000),
    concurrency: number('concurrency', 32, 1_000),
    port: number('port', 54_339, 65_535),
    home: resolve((given.home as string | undefined) ?? resolve(import.meta.dirname, '..', '.kith')),
    steps: chosen('steps', given.steps as string | undefined, steps, ({ name }) => name),
    operations: chosen('operations', given.operations as string | undefined, operationNames, (name) => name),
    profiles: given['cpu-prof'] === undefined ? null : resolve(given['cpu-prof'] as string),
  };
}

/** Those of `all` that a list names, in their own order; all of them where there is no list. */
function chosen<Item>(flag: string, list: string | undefined, all: readonly Item[], nameOf: (item: Item) => string) {
  if (list === undefined) return all;
  const names = list.split(',');
  const unknown = names.filter((name) => !all.some((item) => nameOf(item) === name));
  if (unknown.length > 0)
    throw new UsageError(`--${flag}: there is no ${unknown.join(', ')}; there are ${all.map(nameOf).join(', ')}.`);
  return all.filter((item) => names.includes(nameOf(item)));
}
