import { writeFileSync } from 'node:fs';
import { createProgress } from '../start/progress.ts';
import { type Command, runCommand } from '../start/run-command.ts';
import { StartError } from '../start/start-error.ts';
import { type DrillResult, runDrill } from './drill.ts';
import { type DrillOptions, readCommand } from './options.ts';
import { report } from './report.ts';
import type { Scenario } from './scenario.ts';
import { openStage, type Stage } from './stage.ts';
import { usage } from './usage.ts';

async function main({ progress, stack, signal }: Command): Promise<void> {
  const { help, scenarios, options } = readCommand(process.argv.slice(2));
  if (help) {
    process.stdout.write(usage());
    return;
  }
  const results: DrillResult[] = [];
  const skipped: string[] = [];
  let current: { needs: string; stage: Stage } | undefined;
  for (const scenario of scenarios) {
    if (signal.aborted) return;
    const needs = JSON.stringify(scenario.needs);
    if (current?.needs !== needs) {
      await stack.close();
      current = undefined;
      try {
        const stage = await progress.step('The system', () =>
          open(scenario, options, options.verbose ? progress.say : () => {}),
        );
        stack.add('the system', stage.close);
        current = { needs, stage };
      } catch (error) {
        // What this machine can't have is no failure of the system; what is wrong with the system is.
        if (scenarios.length === 1 || !canLack(scenario, options)) throw error;
        skipped.push(`${scenario.name}: ${(error as Error).message}`);
        continue;
      }
    }
    const { stage } = current;
    const result = await progress.step(scenario.name, (update) =>
      runDrill(stage, scenario, options, (detail) => update({ detail })),
    );
    progress.say(`\n${report(result)}`);
    results.push(result);
    if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
    // What a failed drill left behind would be the next one's.
    if (result.wrong.length > 0) current = undefined;
  }
  const failed = results.filter(({ wrong }) => wrong.length > 0);
  if (failed.length > 0)
    throw new StartError(
      `${failed.length} of ${results.length} drills failed: ${failed.map(({ scenario }) => scenario).join(', ')}.`,
    );
  progress.say(`${results.length} of ${results.length} drills passed: nothing that was acknowledged was lost.`);
}

function open(scenario: Scenario, options: DrillOptions, say: (line: string) => void): Promise<Stage> {
  const { kafka = false, smallDisk = false } = scenario.needs;
  return openStage(options, { kafka, smallDisk }, say);
}

const canLack = ({ needs }: Scenario, { log }: DrillOptions): boolean =>
  log !== 'kafka' && (needs.kafka === true || needs.smallDisk === true);

await runCommand(createProgress(process.stdout), main);
