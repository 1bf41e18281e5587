import type { Log } from '../../platform/log/port.ts';

/** What a command gets to work with. */
export interface CommandContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Opens the log; it is closed when the command ends. */
  connect(): Promise<Log>;
  /** Writes a line on stdout. */
  print(line: string): void;
  /** Writes a line on stderr: what isn't the result. */
  note(line: string): void;
  /** Aborted when the user asks to stop. */
  readonly signal: AbortSignal;
}

/** One command of `npm run log`. */
export interface Command {
  readonly usage: string;
  run(args: readonly string[], context: CommandContext): Promise<void>;
}
