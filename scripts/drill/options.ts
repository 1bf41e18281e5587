import { readFlags, wholeNumber } from '../start/command-line.ts';
import { UsageError } from '../start/usage-error.ts';
import { links, processes, replication } from './link-names.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

export interface DrillOptions {
  /** Where the events are: in PostgreSQL, or in three brokers of Kafka's own, from Maven Central's jars. */
  readonly log: 'postgres' | 'kafka';
  /** How long it is bad, in seconds. */
  readonly seconds: number;
  /** Visits a second, of all writers together. */
  readonly rate: number;
  /** How long the system may take to be well again, in seconds, before that counts as a failure. */
  readonly patience: number;
  readonly process: string;
  readonly link: string;
  readonly delayMs: number;
  /** Ahead where positive, behind where negative. */
  readonly skewSeconds: number;
  /** A file for the results. */
  readonly json: string | undefined;
  /** Prints what the processes complain about meanwhile. */
  readonly verbose: boolean;
}

export interface DrillCommand {
  readonly help: boolean;
  readonly scenarios: readonly Scenario[];
  readonly options: DrillOptions;
}

const flags = {
  help: { type: 'boolean', short: 'h' },
  log: { type: 'string' },
  seconds: { type: 'string' },
  rate: { type: 'string' },
  patience: { type: 'string' },
  process: { type: 'string' },
  link: { type: 'string' },
  delay: { type: 'string' },
  skew: { type: 'string' },
  json: { type: 'string' },
  verbose: { type: 'boolean' },
} as const;

/** Reads `npm run drill -- SCENARIO… [flags]`. Throws a UsageError that names what is allowed. */
export function readCommand(args: readonly string[]): DrillCommand {
  const names = args.slice(0, firstFlag(args));
  const given = readFlags(flags, args.slice(names.length), 'npm run drill');
  const number = (flag: 'seconds' | 'rate' | 'patience' | 'delay', min: number, max: number, preset: number): number =>
    wholeNumber(flag, given[flag], { min, max }) ?? preset;
  const log = oneOf('log', given.log ?? 'postgres', ['postgres', 'kafka'] as const);
  const link = oneOf('link', given.link ?? 'router>activity', links);
  if (link === replication && log !== 'kafka')
    throw new UsageError(`--link "${replication}" is between Kafka's brokers: say --log kafka as well.`);
  return {
    help: given.help === true || names.length === 0,
    scenarios: given.help ? [] : named(names),
    options: {
      log,
      seconds: number('seconds', 1, 600, 5),
      rate: number('rate', 1, 200, 20),
      patience: number('patience', 5, 600, 120),
      process: oneOf('process', given.process ?? 'activity-worker', processes),
      link,
      delayMs: number('delay', 1, 30_000, 300),
      skewSeconds: readSkew(given.skew ?? '30'),
      json: given.json,
      verbose: given.verbose === true,
    },
  };
}

function firstFlag(args: readonly string[]): number {
  const index = args.findIndex((arg) => arg.startsWith('-'));
  return index < 0 ? args.length : index;
}

function named(names: readonly string[]): Scenario[] {
  return names.flatMap((name) => {
    if (name === 'all') return [...scenarios];
    if (name === 'short') return scenarios.filter(({ short }) => short);
    const found = scenarios.find((scenario) => scenario.name === name);
    if (!found)
      throw new UsageError(`There is no drill '${name}': say one of ${namesOf(scenarios)}, or 'short', or 'all'.`);
    return [found];
  });
}

function readSkew(text: string): number {
  if (!/^-?\d{1,6}$/.test(text))
    throw new UsageError(`--skew must be whole seconds such as 30 or -30, and is '${text}'.`);
  return Number(text);
}

function oneOf<const Value extends string>(flag: string, value: string, allowed: readonly Value[]): Value {
  if (!allowed.includes(value as Value))
    throw new UsageError(`--${flag} must be one of ${allowed.join(', ')}, and is '${value}'.`);
  return value as Value;
}

const namesOf = (all: readonly Scenario[]): string => all.map(({ name }) => name).join(', ');
