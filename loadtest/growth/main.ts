import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { owners, withClient } from '../../scripts/start/databases.ts';
import { createProgress } from '../../scripts/start/progress.ts';
import { type Command, runCommand } from '../../scripts/start/run-command.ts';
import { createStack } from '../../scripts/start/stack.ts';
import { measure } from '../run/measure.ts';
import { openProduct, untilQuiet } from '../run/open-product.ts';
import type { RunOptions } from '../run/options.ts';
import { gatherParticipants } from '../run/participants.ts';
import type { Result } from '../run/result.ts';
import type { Deed } from '../scenarios/habits.ts';
import { describeExplained, explainStatements } from './explain.ts';
import { type GrowthOptions, readGrowthOptions, type Size, usage } from './options.ts';
import { type SizeResult, toGrowthTable } from './table.ts';

/** The scenario before has compiled what there is; this lets its last events be handled. */
const deedWarmUpSeconds = 2;

await runCommand(createProgress(process.stdout), async (command) => {
  const options = readGrowthOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(usage);
    return;
  }
  const { progress, signal } = command;
  let results = readKept(options.out);
  const largest = options.sizes.reduce((most, size) => (size.visits > most.visits ? size : most));
  // Asked to explain what was measured before: it isn't measured again.
  const known = options.explain ? results.map(({ visits }) => visits) : [];
  for (const size of options.sizes.filter(({ visits }) => !known.includes(visits))) {
    progress.say(`\n${size.visits.toLocaleString('en')} visits`);
    // What runs on one size is gone before the next is started.
    const stack = createStack();
    command.stack.add(`${size.visits} visits`, async () => void (await stack.close()));
    const result = await measureSize(size, options, { ...command, stack });
    await stack.close();
    signal.throwIfAborted();
    results = [...results.filter(({ visits }) => visits !== size.visits), result].sort((a, b) => a.visits - b.visits);
    // After every size, so that a run that is broken off has kept what it knows.
    mkdirSync(dirname(options.out), { recursive: true });
    writeFileSync(options.out, `${JSON.stringify(results, null, 2)}\n`);
  }
  if (options.explain) {
    const statements = await explainStatements(largest, options, command);
    progress.say(`\nStatements on ${largest.visits.toLocaleString('en')} visits\n\n${describeExplained(statements)}`);
  }
  progress.say(`\n${toGrowthTable(results)}\n\nFigures: ${relative(process.cwd(), options.out)}`);
});

function readKept(file: string): SizeResult[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SizeResult[]) : [];
}

async function measureSize(size: Size, options: GrowthOptions, command: Command): Promise<SizeResult> {
  const { progress, signal } = command;
  const product = { kind: 'own', ...size, fresh: false, trace: false } as const;
  const target = await openProduct(product, command);
  await progress.step('Vacuum', async () => {
    // A bulk load leaves this to be done within the next minutes, where it would be counted as somebody's request.
    for (const owner of [...owners, 'log'])
      await withClient(target.databaseUrl!(`kith_${owner}`), (client) => client.query('VACUUM (ANALYZE)'));
    await withClient(target.databaseUrl!('postgres'), (client) => client.query('CHECKPOINT'));
  });
  await progress.step('Waiting until it is quiet', () => untilQuiet(target, signal));
  const run = (only: Deed | null, durationSeconds: number): RunOptions => ({
    scenario: options.scenario,
    only,
    rate: options.rate,
    durationSeconds,
    warmUpSeconds: only === null ? options.warmUpSeconds : deedWarmUpSeconds,
    users: options.users,
    connections: 256,
    seed: 1,
    traceShare: 0,
    product,
    out: '',
  });
  const participants = await gatherParticipants(run(null, 0), target.url, command);
  const under = async (only: Deed | null, seconds: number): Promise<Result> => {
    const result = await measure(run(only, seconds), target, participants, command, () => {});
    const all = result.cpu === null ? '' : `, ${Math.round(result.cpu.allUs)} µs of CPU`;
    progress.say(`    ${only ?? options.scenario.name}: p50 ${result.latency.p50Ms} ms${all}, ${result.failed} failed`);
    return result;
  };
  const scenario = await under(null, options.durationSeconds);
  const deeds: Partial<Record<Deed, Result>> = {};
  for (const deed of options.deeds) deeds[deed] = await under(deed, options.deedSeconds);
  return { visits: size.visits, people: size.people, ...figures(scenario, deeds) };
}

function figures(scenario: Result, deeds: Partial<Record<Deed, Result>>): Omit<SizeResult, 'visits' | 'people'> {
  const of = ({ cpu, latency, failed, answered }: Result) => ({
    cpuUs: cpu?.perOperationUs ?? {},
    postgresUs: cpu?.postgresByDatabaseUs ?? {},
    allUs: cpu?.allUs ?? null,
    p50Ms: latency.p50Ms,
    p99Ms: latency.p99Ms,
    failed,
    answered,
  });
  return {
    at: scenario.at,
    scenario: scenario.scenario.name,
    rate: scenario.options.rate,
    machine: scenario.machine,
    all: of(scenario),
    deeds: Object.fromEntries(Object.entries(deeds).map(([deed, result]) => [deed, of(result)])),
  };
}
