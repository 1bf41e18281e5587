import { type Format, formats } from '../report/print-report.ts';

/** The options every command takes, as they were typed. */
export interface Options {
  readonly config: string;
  readonly against?: string | undefined;
  readonly format: string;
  readonly 'allow-no-usage': boolean;
  readonly 'allow-exposure': boolean;
  /** The usage store of the routers. */
  readonly database?: string | undefined;
}

export function readFormat(format: string): Format {
  const known = formats.find((name) => name === format);
  if (!known) throw new Error(`--format ${format}: it is one of ${formats.join(', ')}`);
  return known;
}
