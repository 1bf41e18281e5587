import { parseArgs } from 'node:util';
import { UsageError } from './command-error.ts';

/** Reads a command's flags and words; rejects unknown flags with a UsageError. */
export function readFlags<Options extends NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    // Its first sentence; what follows is advice to programmers.
    throw new UsageError((error as Error).message.split(/\.(?:\s|$)/)[0]!);
  }
}

export function wholeNumber(flag: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`--${flag} must be a whole number, and is '${text}'`);
  return Number(text);
}
