import { resolve } from 'node:path';
import { readFlags, wholeNumber } from '../../scripts/start/command-line.ts';
import { UsageError } from '../../scripts/start/usage-error.ts';
import { type OperationKey, operationKeys } from './operations.ts';
import { type Row, rows } from './rows.ts';

export const usage = `npm run bench:router -- [options]

What a request costs Kith's router and its peers: all of them side by side before the same stub subgraphs, on 127.0.0.1
alone. Peers are installed by \`npm ci --prefix loadtest\`.

  --quick             one short round (about three minutes): to see that it runs, not to quote
  --only LIST         rows by their keys, such as kith,handwritten; a key ending in * means all that begin so
  --operations LIST   of ${operationKeys.join(',')} (all)
  --rounds N          how often everything is measured, rows taking turns (3); medians are printed
  --ms N              how long one measurement takes at least, in milliseconds (600)
  --latency-ms N      how long requests come at 60 % of the highest throughput (800); 0 leaves latencies out
  --warm-up-ms N      how long each row is asked before its first measurement, at most (6000)
  --concurrency N     requests under way at once (16)
  --minutes N         after this everything is ended, whatever is missing (14)
  --out FOLDER        where router-<date>.json goes (loadtest/results)
  --help              this text

Rows: ${rows.map(({ key }) => key).join(', ')}
`;

const text = { type: 'string' } as const;
const flags = {
  quick: { type: 'boolean' },
  only: text,
  operations: text,
  rounds: text,
  ms: text,
  'latency-ms': text,
  'warm-up-ms': text,
  concurrency: text,
  minutes: text,
  out: text,
  help: { type: 'boolean', short: 'h' },
} as const;

export interface BenchOptions {
  readonly rows: readonly Row[];
  readonly operations: readonly OperationKey[];
  readonly rounds: number;
  readonly ms: number;
  readonly latencyMs: number;
  readonly warmUpMs: number;
  readonly concurrency: number;
  readonly minutes: number;
  readonly out: string;
}

/** What `--quick` changes: one round, each part as long as one answer of the slowest router takes. */
const quick = { rounds: 1, ms: 300, latencyMs: 400, warmUpMs: 3_000 };
const standard = { rounds: 3, ms: 600, latencyMs: 800, warmUpMs: 6_000 };

/** Reads the command line; null where its help is asked for. Throws a UsageError for what it doesn't know. */
export function readOptions(args: readonly string[]): BenchOptions | null {
  const given = readFlags(flags, args, 'npm run bench:router');
  if (given.help) return null;
  const number = (name: keyof typeof flags, preset: number, min: number, max: number): number =>
    wholeNumber(name, given[name] as string | undefined, { min, max }) ?? preset;
  const preset = given.quick ? quick : standard;
  return {
    rows: selectRows(given.only as string | undefined),
    operations: selectOperations(given.operations as string | undefined),
    rounds: number('rounds', preset.rounds, 1, 50),
    ms: number('ms', preset.ms, 10, 60_000),
    latencyMs: number('latency-ms', preset.latencyMs, 0, 60_000),
    warmUpMs: number('warm-up-ms', preset.warmUpMs, 0, 60_000),
    concurrency: number('concurrency', 16, 1, 128),
    minutes: number('minutes', 14, 1, 120),
    out: resolve((given.out as string | undefined) ?? resolve(import.meta.dirname, '..', 'results')),
  };
}

function selectRows(list: string | undefined): readonly Row[] {
  if (list === undefined) return rows;
  const wanted = list.split(',').map((key) => {
    const fits = (row: Row): boolean => (key.endsWith('*') ? row.key.startsWith(key.slice(0, -1)) : row.key === key);
    if (!rows.some(fits))
      throw new UsageError(`--only: there is no row "${key}". Rows: ${rows.map((row) => row.key).join(', ')}`);
    return fits;
  });
  return rows.filter((row) => wanted.some((fits) => fits(row)));
}

function selectOperations(list: string | undefined): readonly OperationKey[] {
  if (list === undefined) return operationKeys;
  const wanted = new Set(list.split(','));
  for (const key of wanted)
    if (!operationKeys.some((known) => known === key))
      throw new UsageError(`--operations: there is no operation "${key}", only ${operationKeys.join(', ')}.`);
  return operationKeys.filter((key) => wanted.has(key));
}
