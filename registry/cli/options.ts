import { type Format, formats } from '../report/print-report.ts';

/** The options of all commands, as they were typed; each command takes some of them. */
export interface Options {
  readonly config: string;
  readonly against?: string | undefined;
  readonly format: string;
  readonly 'allow-no-usage': boolean;
  readonly 'allow-exposure': boolean;
  readonly 'all-lint': boolean;
  /** The usage store of the routers. */
  readonly database?: string | undefined;
}

export type OptionName = keyof Options;

/** What each is for, in one line, and how it is written; null for one without a value. */
export const optionTexts: Readonly<Record<OptionName, { readonly value: string | null; readonly text: string }>> = {
  config: { value: 'FILE', text: "the check's config, or a composition config as rover reads it (registry.yaml)" },
  against: {
    value: 'REF|FILE',
    text: 'a git ref, a published folder or a supergraph file in place of the published graph',
  },
  format: { value: 'FORMAT', text: 'text, json, markdown or github (text)' },
  'allow-no-usage': { value: null, text: 'judge although no use was recorded' },
  'allow-exposure': { value: null, text: 'guards may be loosened' },
  'all-lint': { value: null, text: 'tell also what lint finds in the published graph already' },
  database: { value: 'URL', text: 'the store that the routers record use in (USAGE_DATABASE_URL)' },
};

export function readFormat(format: string): Format {
  const known = formats.find((name) => name === format);
  if (!known) throw new Error(`--format ${format}: it is one of ${formats.join(', ')}`);
  return known;
}
