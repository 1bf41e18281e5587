import { type Command, commands } from './commands.ts';
import { type OptionName, optionTexts } from './options.ts';

/** What there is. */
export function overview(): string {
  const rows = commands.map(({ name, operand, summary }) => [operand ? `${name} ${operand}` : name, summary] as const);
  return `kith-schema: checks a federated graph before it changes

usage: kith-schema COMMAND [options]

${layOut(rows)}

kith-schema COMMAND --help says more of one. Every command reads --config FILE (registry.yaml).`;
}

/** One command with its options. */
export function helpOf({ name, operand, summary, details, options }: Command): string {
  const rows = [...options.map(optionRow), ['--help', 'this text'] as const];
  return `kith-schema ${operand ? `${name} ${operand}` : name}: ${summary}

${details}

${layOut(rows)}`;
}

function optionRow(option: OptionName): readonly [string, string] {
  const { value, text } = optionTexts[option];
  return [value ? `--${option} ${value}` : `--${option}`, text];
}

function layOut(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
