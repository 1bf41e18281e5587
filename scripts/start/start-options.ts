import { populationFlags, readPopulationOptions } from '../seed/options.ts';
import type { PopulationOptions } from '../seed/population/world.ts';
import { readFlags } from './command-line.ts';
import { UsageError } from './usage-error.ts';

const flags = {
  ...populationFlags,
  help: { type: 'boolean', short: 'h' },
  'no-seed': { type: 'boolean' },
} as const;

export interface StartOptions {
  readonly help: boolean;
  /** The population to load where there is none; null where none is wanted. */
  readonly population: PopulationOptions | null;
  /** The flags that say which population is wanted, as they were typed. */
  readonly given: Readonly<Partial<Record<keyof typeof populationFlags, string>>>;
}

/** Reads the command line of `npm start`. Throws a UsageError that says what is wrong with it. */
export function readStartOptions(args: readonly string[]): StartOptions {
  const { help = false, 'no-seed': noSeed = false, ...given } = readFlags(flags, args, 'npm start');
  if (help) return { help, population: null, given };
  if (!noSeed) return { help, population: readPopulationOptions(given), given };
  const names = Object.keys(given).map((name) => `--${name}`);
  if (names.length > 0)
    throw new UsageError(
      `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} for the demo population, which --no-seed leaves out: say one or the other.`,
    );
  return { help, population: null, given };
}
