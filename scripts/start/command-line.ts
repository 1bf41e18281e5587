import { parseArgs } from 'node:util';
import { explain } from './explain.ts';
import { UsageError, usageExitCode } from './usage-error.ts';

type FlagOptions = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

/** Reads a command line; what isn't known is a UsageError that names the way to what is. */
export function readFlags<Options extends FlagOptions>(options: Options, args: readonly string[], command: string) {
  try {
    return parseArgs({ options, args: [...args], strict: true, allowPositionals: false }).values;
  } catch (error) {
    // Its first sentence; what follows is advice to programmers.
    const [sentence] = (error as Error).message.split(/\.(?:\s|$)/);
    throw new UsageError(`${sentence}: see '${command} -- --help'.`);
  }
}

/** A flag's whole number within bounds, or undefined where it wasn't given. */
export function wholeNumber(
  flag: string,
  text: string | undefined,
  bounds: { min: number; max: number },
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < bounds.min || value > bounds.max)
    throw new UsageError(`--${flag} must be a whole number from ${bounds.min} to ${bounds.max}, and is '${text}'.`);
  return value;
}

/**
 * Reads the command line of a command that does one thing, before it does anything: its flags, or the end of the process,
 * with 0 where its help is asked for, with 2 where something isn't known.
 */
export function readCommandLine<Options extends FlagOptions>(command: string, usage: string, options: Options) {
  try {
    const args = process.argv.slice(2);
    if (!args.some((arg) => arg === '--help' || arg === '-h')) return readFlags(options, args, command);
    process.stdout.write(usage);
  } catch (error) {
    tellFailure(error);
  }
  return process.exit();
}

/** Says on stderr why a command failed, in a sentence where there is one, and sets its exit code: 2 for a UsageError, else 1. */
export function tellFailure(error: unknown): void {
  console.error(explain(error) ?? (error instanceof Error ? (error.stack ?? error.message) : error));
  process.exitCode = exitCodeOf(error);
}

export const exitCodeOf = (error: unknown): number => (error instanceof UsageError ? usageExitCode : 1);
