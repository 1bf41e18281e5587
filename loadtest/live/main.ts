import { mkdtempSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { help, readOptions } from './options.ts';
import { store, summarise, table } from './report.ts';
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
    for (let close = closers.pop(); close; close = closers.pop()) {
      const t = Date.now();
      await close().catch((error: Error) => console.error(`While closing: ${error.message}`));
      console.error('DBG', Date.now() - t, String(close).slice(0, 80));
    }
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
  const limit = setTimeout(
    () => void giveUp(`Not done after ${options.minutes} minutes (--minutes): nothing is written.`),
    options.minutes * minute,
  );
  const folder = mkdtempSync(join(tmpdir(), 'kith-bench-live-'));
  const summary = summarise(await run({ options, folder, tell, closers }), options, load);
  clearTimeout(limit);
  const file = store(summary, options.out);
  console.log(`\n${table(summary)}\n\nWritten to ${relative(process.cwd(), file)}`);
}

main()
  .catch((error: Error) => {
    // A part that is missing because everything is being closed is no news.
    if (!closing) console.error(error.message);
    process.exitCode = 1;
  })
  .then(closeAll);
