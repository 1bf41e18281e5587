import { resolve } from 'node:path';
import { readFlags, wholeNumber } from '../../scripts/start/settings.ts';

export const usage = `npm run bench:path: CPU time of an operation on its whole path

  --people N        how many people the data has (100000)
  --visits V        how many visits (5000000)
  --rounds R        how often each variant is measured (5); the median counts
  --requests N      how many requests each measurement takes (2000)
  --warm-up N       how many each variant answers before its first one, until its code is compiled (4000)
  --concurrency C   requests under way at a time (32)
  --home FOLDER     where the data is kept for the next run (loadtest/.kith)
  --port P          where its PostgreSQL listens (54339)

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
  };
}
