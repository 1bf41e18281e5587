import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { createProgress } from '../../scripts/start/progress.ts';
import { runCommand } from '../../scripts/start/run-command.ts';
import { measureCapacity } from './measure.ts';
import { readMeasurement } from './measurement.ts';
import { readCapacityOptions, usage } from './options.ts';
import { describeCapacity } from './table.ts';

await runCommand(createProgress(process.stdout), async (command) => {
  const options = readCapacityOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(usage);
    return;
  }
  const { progress } = command;
  if (options.measure) {
    const measurement = await measureCapacity(options.measure, command);
    mkdirSync(dirname(options.file), { recursive: true });
    writeFileSync(options.file, `${JSON.stringify(measurement)}\n`);
  }
  progress.say(`\n${describeCapacity(readMeasurement(options.file), options)}`);
  progress.say(`\nFrom ${relative(process.cwd(), options.file)}; what it means: docs/capacity.md`);
});
