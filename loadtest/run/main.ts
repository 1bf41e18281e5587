import { relative } from 'node:path';
import { createProgress } from '../../scripts/start/progress.ts';
import { runCommand } from '../../scripts/start/run-command.ts';
import { StartError } from '../../scripts/start/start-error.ts';
import { measure } from './measure.ts';
import { openProduct, untilQuiet } from './open-product.ts';
import { readOptions, usage } from './options.ts';
import { gatherParticipants } from './participants.ts';
import { storeReport } from './store-report.ts';
import { toLine, toTable } from './table.ts';

/** Without a terminal, a line every so many seconds. */
const plainEverySeconds = 5;

await runCommand(createProgress(process.stdout), async (command) => {
  const { progress, signal } = command;
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(usage);
    return;
  }
  const target = await openProduct(options.product, command);
  signal.throwIfAborted();
  if (target.observer && options.product.kind === 'own') {
    await progress.step('Waiting until it is quiet', async (update) => {
      if (!(await untilQuiet(target, signal))) update({ detail: '(it is not, and is measured anyway)' });
    });
  }
  const participants = await gatherParticipants(options, target.url, command);
  const isTerminal = process.stdout.isTTY === true;
  const result = await measure(options, target, participants, command, (second) => {
    if (isTerminal || Math.round(second.atSeconds) % plainEverySeconds === 0)
      progress.say(toLine(second, options.durationSeconds));
  });
  const { html, json } = storeReport(result, options.out);
  progress.say(`\n${toTable(result)}\n`);
  progress.say(`Report: ${relative(process.cwd(), html)}, ${relative(process.cwd(), json)}`);
  if (!result.interrupted && (result.live?.lost ?? 0) > 0)
    throw new StartError(`${result.live!.lost} live events were lost: compare the product's logs with the report.`);
});
