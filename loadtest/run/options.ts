import { resolve } from 'node:path';
import { readFlags, wholeNumber } from '../../scripts/start/command-line.ts';
import { root } from '../../scripts/start/home.ts';
import { UsageError } from '../../scripts/start/usage-error.ts';
import { scenarios } from '../scenarios/all.ts';
import { type Deed, deeds } from '../scenarios/habits.ts';
import type { Scenario } from '../scenarios/scenario.ts';

export const usage = `npm run loadtest: a load on the whole product, and what it costs

  npm run loadtest -- --scenario browse --rate 200 --duration 60
  npm run loadtest -- --scenario celebrity --people 20000 --visits 1000000
  npm run loadtest -- --scenario browse --url http://127.0.0.1:4000/graphql --home .kith

Scenarios (loadtest/scenarios, docs/load.md)
${scenarios.map(({ name, title }) => `  ${name.padEnd(16)} ${title}`).join('\n')}

  --scenario NAME    which one (browse)
  --rate R           operations that arrive a second, whatever becomes of them (the scenario's own)
  --duration S       for so many seconds (the scenario's own)
  --warm-up S        and before that for so many that are not counted (10)
  --users N          people who take part (5 a unit of rate: one then does something every 5 seconds)
  --only DEED        narrows it to one deed: ${deeds.join(', ')}
  --connections N    HTTP connections at most (256)
  --seed S           of the chance in it (1)

The product under test
  By default it is started for the test, on 127.0.0.1, free ports and a folder of its own, and stopped after it.
  --people N         how many live in it (2000)
  --visits V         how many visits they have behind them (25 each)
  --home FOLDER      its data folder, kept for the next run (loadtest/.kith/people-N-visits-V)
  --fresh            makes the population anew
  --trace            records where the time of each request goes, for npm run capacity; costs some CPU time itself
  --url URL          a graph that runs already, with a demo population; its limits count for one address
  --home FOLDER      with --url: the data folder of the 'npm start' on this machine that serves it, so that CPU time is told

Report
  --out FOLDER       where the HTML and JSON files go (loadtest/reports, which git ignores)

Ctrl-C ends it, and tells what was measured until then.
`;

const flags = {
  scenario: { type: 'string' },
  rate: { type: 'string' },
  duration: { type: 'string' },
  'warm-up': { type: 'string' },
  users: { type: 'string' },
  only: { type: 'string' },
  connections: { type: 'string' },
  seed: { type: 'string' },
  people: { type: 'string' },
  visits: { type: 'string' },
  home: { type: 'string' },
  fresh: { type: 'boolean' },
  trace: { type: 'boolean' },
  url: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export interface RunOptions {
  readonly scenario: Scenario;
  readonly only: Deed | null;
  readonly rate: number;
  readonly durationSeconds: number;
  readonly warmUpSeconds: number;
  readonly users: number;
  readonly connections: number;
  readonly seed: number;
  /** Share of the requests that are traced, 0 to 1; only a product that was started with a collector does it. */
  readonly traceShare: number;
  /** What is started, or what runs already. */
  readonly product:
    | {
        readonly kind: 'own';
        readonly people: number;
        readonly visits: number;
        readonly home: string;
        readonly fresh: boolean;
        readonly trace: boolean;
      }
    | { readonly kind: 'running'; readonly url: string; readonly home: string | null };
  readonly out: string;
}

/** A person who does something every so many seconds: screens of a list, a profile, the next. */
const secondsBetweenDeeds = 5;
/** With fewer, the mix is that of two or three people. */
const usersMin = 20;
/** `npm start`'s own default. */
const visitsEach = 25;
/** A demo of fewer has too few for every kind of bad account (scripts/seed). */
const peopleMin = 150;

/** Reads the command line; null where its help is asked for. Throws a UsageError that says what is wrong and what to do. */
export function readOptions(args: readonly string[]): RunOptions | null {
  const given = readFlags(flags, args, 'npm run loadtest') as Partial<Record<keyof typeof flags, string>> & {
    help?: boolean;
    fresh?: boolean;
    trace?: boolean;
  };
  if (given.help) return null;
  const number = (name: keyof typeof flags, standard: number, min: number, max: number): number =>
    wholeNumber(name, given[name] as string | undefined, { min, max }) ?? standard;
  const name = given.scenario ?? 'browse';
  const scenario = scenarios.find((one) => one.name === name);
  if (!scenario)
    throw new UsageError(
      `There is no scenario '${name}': take ${scenarios.map((one) => one.name).join(', ')}, or see 'npm run loadtest -- --help'.`,
    );
  const only = (given.only ?? null) as Deed | null;
  if (only !== null && !deeds.includes(only))
    throw new UsageError(`--only must be one of ${deeds.join(', ')}, and is '${only}'.`);
  const rate = number('rate', scenario.standard.rate, 1, 20_000);
  const people = number('people', 2_000, peopleMin, 1_000_000);
  const visits = number('visits', people * visitsEach, 0, 100_000_000);
  return {
    scenario,
    only,
    rate,
    durationSeconds: number('duration', scenario.standard.durationSeconds, 1, 86_400),
    warmUpSeconds: number('warm-up', 10, 0, 3_600),
    users: number('users', Math.max(usersMin, rate * secondsBetweenDeeds, scenario.live.people + 1), 1, 100_000),
    connections: number('connections', 256, 1, 10_000),
    seed: number('seed', 1, 0, 2 ** 32 - 1),
    traceShare: given.trace === true ? 1 : 0,
    product: given.url === undefined ? ownProduct(given, people, visits) : runningProduct(given),
    out: resolve(given.out ?? resolve(root, 'loadtest', 'reports')),
  };
}

type Given = Partial<Record<keyof typeof flags, string>> & { fresh?: boolean; trace?: boolean };

function ownProduct(given: Given, people: number, visits: number): RunOptions['product'] {
  const home = resolve(given.home ?? resolve(root, 'loadtest', '.kith', `people-${people}-visits-${visits}`));
  return { kind: 'own', people, visits, home, fresh: given.fresh === true, trace: given.trace === true };
}

function runningProduct(given: Given): RunOptions['product'] {
  for (const name of ['people', 'visits', 'fresh', 'trace'] as const)
    if (given[name] !== undefined)
      throw new UsageError(`--${name} is about a product that the test starts: leave it out, or leave --url out.`);
  if (!URL.canParse(given.url!) || !/^https?:$/.test(new URL(given.url!).protocol))
    throw new UsageError(
      `--url must be an http:// or https:// address such as http://127.0.0.1:4000/graphql, and is '${given.url}'.`,
    );
  return { kind: 'running', url: given.url!, home: given.home === undefined ? null : resolve(given.home) };
}
