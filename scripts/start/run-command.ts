import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodeOf } from './command-line.ts';
import { explain } from './explain.ts';
import type { Home } from './home.ts';
import type { Progress } from './progress.ts';
import { createStack, type Stack } from './stack.ts';

/** What a command gets to work with. */
export interface Command {
  readonly stack: Stack;
  readonly progress: Progress;
  /** Aborted when the user asks to stop. */
  readonly signal: AbortSignal;
  /** Tells where to keep the details of a failure nobody expected. */
  detailsIn(home: Home): void;
  /** What a second Ctrl-C does besides ending us. */
  onForce(kill: () => void): void;
}

/**
 * npm passes a terminal's Ctrl-C on to its script, which the terminal has told already: one press arrives twice. A second
 * signal sooner than a person presses again is that one.
 */
const repeatedSignalMs = 700;

/**
 * Runs a command of ours from beginning to end: SIGINT, SIGTERM and SIGHUP close in reverse what it started and end it
 * with 0, a second one ends it by force; a failure closes everything, says one clear sentence and ends with 1, or with 2
 * where it was typed wrongly.
 */
export async function runCommand(progress: Progress, run: (command: Command) => Promise<void>): Promise<never> {
  const stack = createStack();
  const abort = new AbortController();
  let home: Home | undefined;
  let force: () => void = () => {};
  let signalledAt = 0;

  const aborted = new Promise<void>((resolve) => abort.signal.addEventListener('abort', () => resolve()));
  const onSignal = () => {
    if (!abort.signal.aborted) {
      signalledAt = Date.now();
      abort.abort();
    } else if (Date.now() - signalledAt > repeatedSignalMs) {
      progress.say('Ended by force.');
      force();
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  // A terminal or a pipe that is gone must not end us before everything is closed.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});

  const work = run({
    stack,
    progress,
    signal: abort.signal,
    detailsIn: (used) => {
      home = used;
    },
    onForce: (kill) => {
      force = kill;
    },
  });
  const outcome = await Promise.race([
    work.then(
      () => ({ error: undefined }),
      (error: unknown) => ({ error }),
    ),
    aborted.then(() => undefined),
  ]);

  const interrupted = outcome === undefined || abort.signal.aborted;
  if (interrupted) progress.say('Stopping …');
  const failures = [...(await stack.close())];
  // A step that was under way may have finished meanwhile and left something to close.
  await work.catch(() => {});
  failures.push(...(await stack.close()));
  for (const failure of failures) progress.say(`Did not close cleanly: ${failure}`);
  if (interrupted) {
    progress.say('Everything is stopped.');
    process.exit(failures.length > 0 ? 1 : 0);
  }
  if (outcome?.error !== undefined) {
    tell(progress, outcome.error, home);
    process.exit(exitCodeOf(outcome.error));
  }
  process.exit(failures.length > 0 ? 1 : 0);
}

function tell(progress: Progress, error: unknown, home: Home | undefined): void {
  const sentence = explain(error);
  if (sentence) {
    progress.say(sentence);
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  let details = '';
  if (home) {
    const file = join(home.logs, 'start.log');
    try {
      appendFileSync(file, `${new Date().toISOString()} ${error instanceof Error ? error.stack : message}\n`);
      details = ` (details in ${file})`;
    } catch {
      // Without a place for them the details are lost; the sentence is what counts.
    }
  }
  progress.say(`It failed unexpectedly: ${message.split('\n')[0]}${details}.`);
}
