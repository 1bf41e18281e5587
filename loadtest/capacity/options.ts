import { resolve } from 'node:path';
import { readFlags, wholeNumber } from '../../scripts/start/command-line.ts';
import { root } from '../../scripts/start/home.ts';
import { UsageError } from '../../scripts/start/usage-error.ts';

export const usage = `npm run capacity: how much it takes to serve so many operations a second

  npm run capacity                       from the figures in loadtest/results/capacity.json
  npm run capacity -- FILE               from others
  npm run capacity -- --measure          measures them: starts Kith, loads it at several rates, some minutes

  --target-ms T      of the 99th percentile (50)
  --rates LIST       of the table: operations a second (1000,10000,100000,500000)

With --measure
  --load LIST        operations a second, ascending; the first is traced as well (20,60,120)
  --duration S       of each, in seconds (20)
  --people N         who live in it (2000)
  --visits V         behind them (50 each)
  --home FOLDER      its data folder (loadtest/.kith/people-N-visits-V)
  --out FILE         where the figures go (loadtest/reports/capacity.json)
`;

const flags = {
  measure: { type: 'boolean' },
  'target-ms': { type: 'string' },
  rates: { type: 'string' },
  load: { type: 'string' },
  duration: { type: 'string' },
  people: { type: 'string' },
  visits: { type: 'string' },
  home: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export interface CapacityOptions {
  /** The figures to start from; where they are measured, where they go. */
  readonly file: string;
  readonly targetMs: number;
  readonly rates: readonly number[];
  readonly measure: {
    readonly load: readonly number[];
    readonly durationSeconds: number;
    readonly people: number;
    readonly visits: number;
    readonly home: string;
  } | null;
}

const visitsEach = 50;

/** Reads the command line; null where its help is asked for. */
export function readCapacityOptions(args: readonly string[]): CapacityOptions | null {
  const [first] = args;
  const file = first !== undefined && !first.startsWith('-') ? first : undefined;
  const given = readFlags(flags, file === undefined ? args : args.slice(1), 'npm run capacity') as Partial<
    Record<keyof typeof flags, string>
  > & { measure?: boolean; help?: boolean };
  if (given.help) return null;
  const measure = given.measure === true;
  if (measure && file !== undefined) throw new UsageError('Either a FILE or --measure: one of them, please.');
  if (!measure)
    for (const name of ['load', 'duration', 'people', 'visits', 'home', 'out'] as const)
      if (given[name] !== undefined) throw new UsageError(`--${name} is about a measurement: add --measure.`);
  const number = (name: keyof typeof flags, preset: number, min: number, max: number) =>
    wholeNumber(name, given[name], { min, max }) ?? preset;
  const list = (name: 'rates' | 'load', preset: string) =>
    (given[name] ?? preset).split(',').map((text) => wholeNumber(name, text.trim(), { min: 1, max: 100_000_000 })!);
  const people = number('people', 2_000, 150, 1_000_000);
  const visits = number('visits', people * visitsEach, 0, 100_000_000);
  const standard = measure ? ['reports', 'capacity.json'] : ['results', 'capacity.json'];
  return {
    file: resolve(given.out ?? file ?? resolve(root, 'loadtest', ...standard)),
    targetMs: number('target-ms', 50, 1, 60_000),
    rates: list('rates', '1000,10000,100000,500000'),
    measure: measure
      ? {
          load: list('load', '20,60,120').sort((a, b) => a - b),
          durationSeconds: number('duration', 20, 2, 3_600),
          people,
          visits,
          home: resolve(given.home ?? resolve(root, 'loadtest', '.kith', `people-${people}-visits-${visits}`)),
        }
      : null,
  };
}
