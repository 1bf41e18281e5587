import { ConfigError } from '../../platform/config/read-config.ts';
import { GroupBusyError } from '../../platform/log/group-busy.ts';
import type { Log } from '../../platform/log/port.ts';
import { UnknownTopicError } from '../../platform/log/unknown-topic.ts';
import type { CommandContext } from './command.ts';
import { CommandError, UsageError } from './command-error.ts';
import { connect } from './connect.ts';

/**
 * Runs a command, which is called as `name`, and ends the process: 0 when it did what was asked or was stopped by Ctrl-C, 1
 * when it failed, 2 when it wasn't understood. Results go to stdout, everything else to stderr.
 */
export async function runCommand(name: string, run: (context: CommandContext) => Promise<void>): Promise<void> {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());
  // What we are piped into may have seen enough.
  process.stdout.on('error', () => abort.abort());
  let log: Log | undefined;
  try {
    await run({
      environment: process.env,
      async connect() {
        log ??= await connect(process.env);
        return log;
      },
      print: (line) => void process.stdout.write(`${line}\n`),
      note: (line) => void process.stderr.write(`${line}\n`),
      signal: abort.signal,
    });
  } catch (error) {
    process.exitCode = error instanceof UsageError ? 2 : 1;
    process.stderr.write(`${explain(error, name)}\n`);
  } finally {
    await log?.close();
  }
}

/** A sentence for what can be expected, everything for what can't. */
function explain(error: unknown, name: string): string {
  if (error instanceof UsageError) return `${error.message}: see '${name} -- --help'.`;
  const expected = [CommandError, ConfigError, UnknownTopicError, GroupBusyError];
  if (expected.some((known) => error instanceof known)) return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
