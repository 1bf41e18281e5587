import { parseArgs } from 'node:util';
import { registryFile } from '../config.ts';
import type { Command } from './commands.ts';
import { type Options, optionTexts } from './options.ts';

/**
 * Reads what was typed behind a command's name. Throws an Error with one sentence for an option that the command doesn't
 * take, one without its value, and an operand too many.
 */
export function readArguments(
  command: Command,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): { options: Options; operands: readonly string[]; help: boolean } {
  const taken = command.options.map(
    (name) => [name, { type: optionTexts[name].value ? 'string' : 'boolean' }] as const,
  );
  const { values, positionals } = parse(command, args, Object.fromEntries(taken));
  const surplus = positionals[command.operand === null ? 0 : 1];
  if (surplus !== undefined && !values.help)
    throw new Error(`${command.name} takes no '${surplus}': see kith-schema ${command.name} --help.`);
  const options: Options = {
    config: registryFile,
    format: 'text',
    'allow-no-usage': false,
    'allow-exposure': false,
    'all-lint': false,
    database: environment.USAGE_DATABASE_URL,
    ...values,
  };
  return { options, operands: positionals, help: values.help === true };
}

function parse(command: Command, args: readonly string[], options: Record<string, { type: 'string' | 'boolean' }>) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...options, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\. |\n/);
    throw new Error(`${sentence}: see kith-schema ${command.name} --help.`);
  }
}
