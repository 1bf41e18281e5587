import { mkdtempSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { tellFailure } from '../../scripts/start/command-line.ts';
import { help, readOptions } from './options.ts';
import { emptyResults, store, summarise, table } from './report.ts';
import { run } from './run.ts';

const outDefault = join(import.meta.dirname, '..', 'results');
const minute = 60_000;
/** Past this nothing more is waited for when the benchmark ends: its processes end themselves when it is gone. */
const closeTimeoutMs = 30_000;

const closers: (() => Promise<void>)[] = [];
let closing: Promise<void> | undefined;

/** Closes what was started, in reverse; a part that fails doesn't keep the others. */
function closeAll(): Promise<void> {
  closing ??= (async () => {
    const timer = setTimeout(() => process.exit(1), closeTimeoutMs);
    for (let close = closers.pop(); close; close = closers.pop())
      await close().catch((error: Error) => console.error(`While closing: ${error.message}`));
    clearTimeout(timer);
  })();
  return closing;
}

async function giveUp(reason: string): Promise<void> {
  console.error(reason);
  await closeAll();
  process.exit(1);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), outDefault);
  if (!options) return console.log(help);
  const from = performance.now();
  const load = loadavg();
  const tell = (line: string): void =>
    console.error(`${((performance.now() - from) / 1_000).toFixed(0).padStart(4)} s  ${line}`);
  process.on('SIGINT', () => void giveUp('Interrupted: nothing is written.'));
  process.on('SIGTERM', () => void giveUp('Stopped: nothing is written.'));
  const results = emptyResults();
  const report = (): void => {
    const summary = summarise(results, options, load);
    const file = store(summary, options.out);
    console.log(`\n${table(summary)}\n\nWritten to ${relative(process.cwd(), file)}`);
  };
  const limit = setTimeout(() => {
    const late = `not done after ${options.minutes} minutes (--minutes)`;
    if (results.floor.distinct.length === 0) return void giveUp(`Nothing is written: ${late}.`);
    results.notes.push(`${late}: what is missing was not measured`);
    report();
    void giveUp(`Cut short: ${late}.`);
  }, options.minutes * minute);
  const folder = mkdtempSync(join(tmpdir(), 'kith-bench-live-'));
  await run({ options, folder, tell, closers, results });
  clearTimeout(limit);
  if (!closing) report();
}

main()
  .catch((error: unknown) => {
    // A part that is missing because everything is being closed is no news.
    if (!closing) tellFailure(error);
    process.exitCode ||= 1;
  })
  .then(closeAll);
