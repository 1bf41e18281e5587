import { resolve } from 'node:path';
import { readFlags, wholeNumber } from '../../scripts/start/command-line.ts';
import { root } from '../../scripts/start/home.ts';
import { UsageError } from '../../scripts/start/usage-error.ts';
import { scenarios } from '../scenarios/all.ts';
import { type Deed, deeds } from '../scenarios/habits.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** The sizes that the table has unless others are asked for, in visits. */
const sizesPreset = [10_000, 100_000, 1_000_000, 5_000_000];
/** What one has behind them, on average: the data grows because there are more people, not because each does more. */
const visitsEach = 50;

export const usage = `npm run loadtest:growth: does an operation cost more as the data grows?

  npm run loadtest:growth
  npm run loadtest:growth -- --sizes 10000,100000 --rate 40

Loads a population for each size (one person for ${visitsEach} visits), runs the same scenario on it and then each deed by itself, and
prints CPU time for an operation in one table. 5 million visits take some ten minutes to load; populations are kept.

  --sizes LIST       visits (${sizesPreset.join(',')})
  --scenario NAME    which one (browse)
  --rate R           operations a second (80)
  --duration S       of the scenario, in seconds (20)
  --deeds LIST       which deeds by themselves (discover,profile,visit,like,visitors,likes,matches,me), or none
  --deed-duration S  of each (5), after two seconds that don't count
  --warm-up S        before the scenario (30): until the code of every process is compiled
  --users N          people who take part (150)
  --home FOLDER      where the data folders are (loadtest/.kith)
  --explain          afterwards runs each deed on the largest size while PostgreSQL explains every statement
  --out FILE         where the figures go, beside those of sizes measured before (loadtest/reports/growth.json)
`;

const flags = {
  sizes: { type: 'string' },
  scenario: { type: 'string' },
  rate: { type: 'string' },
  duration: { type: 'string' },
  deeds: { type: 'string' },
  'deed-duration': { type: 'string' },
  'warm-up': { type: 'string' },
  users: { type: 'string' },
  home: { type: 'string' },
  out: { type: 'string' },
  explain: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export interface Size {
  readonly visits: number;
  readonly people: number;
  readonly home: string;
}

export interface GrowthOptions {
  readonly sizes: readonly Size[];
  readonly scenario: Scenario;
  readonly rate: number;
  readonly durationSeconds: number;
  readonly deeds: readonly Deed[];
  readonly deedSeconds: number;
  readonly warmUpSeconds: number;
  readonly users: number;
  readonly explain: boolean;
  readonly out: string;
}

const visitsMin = 5_000;
const visitsMax = 100_000_000;
const peopleMin = 150;

/** Reads the command line; null where its help is asked for. */
export function readGrowthOptions(args: readonly string[]): GrowthOptions | null {
  const given = readFlags(flags, args, 'npm run loadtest:growth') as Partial<Record<keyof typeof flags, string>> & {
    explain?: boolean;
    help?: boolean;
  };
  if (given.help) return null;
  const number = (name: keyof typeof flags, preset: number, max: number) =>
    wholeNumber(name, given[name], { min: 1, max }) ?? preset;
  const scenario = scenarios.find(({ name }) => name === (given.scenario ?? 'browse'));
  if (!scenario)
    throw new UsageError(`There is no scenario '${given.scenario}': see 'npm run loadtest:growth -- --help'.`);
  const home = resolve(given.home ?? resolve(root, 'loadtest', '.kith'));
  const sizes = (given.sizes ?? sizesPreset.join(',')).split(',').map((text) => {
    const visits = wholeNumber('sizes', text.trim(), { min: visitsMin, max: visitsMax })!;
    const people = Math.max(peopleMin, Math.round(visits / visitsEach));
    return { visits, people, home: resolve(home, `visits-${visits}`) };
  });
  return {
    sizes,
    scenario,
    rate: number('rate', 80, 10_000),
    durationSeconds: number('duration', 20, 3_600),
    deeds: readDeeds(given.deeds ?? 'discover,profile,visit,like,visitors,likes,matches,me'),
    deedSeconds: number('deed-duration', 5, 3_600),
    warmUpSeconds: number('warm-up', 30, 3_600),
    users: number('users', 150, 10_000),
    explain: given.explain === true,
    out: resolve(given.out ?? resolve(root, 'loadtest', 'reports', 'growth.json')),
  };
}

function readDeeds(text: string): Deed[] {
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const deed = deeds.find((one) => one === name.trim());
    if (!deed) throw new UsageError(`--deeds must be of ${deeds.join(', ')}, or none, and has '${name}'.`);
    return deed;
  });
}
