import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { owners, withClient } from '../../scripts/start/databases.ts';
import { homeAt } from '../../scripts/start/home.ts';
import type { Command } from '../../scripts/start/run-command.ts';
import { createStack } from '../../scripts/start/stack.ts';
import { measure } from '../run/measure.ts';
import { openProduct, untilQuiet } from '../run/open-product.ts';
import type { RunOptions } from '../run/options.ts';
import { gatherParticipants } from '../run/participants.ts';
import type { Deed } from '../scenarios/habits.ts';
import type { GrowthOptions, Size } from './options.ts';

/** A statement that the product sent, and how PostgreSQL went about it. */
export interface ExplainedStatement {
  readonly text: string;
  readonly count: number;
  readonly meanMs: number;
  readonly slowestMs: number;
  /** EXPLAIN (ANALYZE, BUFFERS) of the execution that took the median time. */
  readonly plan: string;
}

/** PostgreSQL's own module that explains statements as they are executed, with the parameters they really had. */
const settings = {
  session_preload_libraries: "'auto_explain'",
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  // With them each execution would be a statement of its own, and the report would have people in it.
  'auto_explain.log_parameter_max_length': '0',
};
/** Explaining everything costs time: a few executions of each are enough. */
const rate = 10;
const secondsEach = 3;

/** Runs each deed for a moment on a product whose PostgreSQL explains every statement, the slowest by median first. */
export async function explainStatements(
  size: Size,
  options: GrowthOptions,
  command: Command,
): Promise<ExplainedStatement[]> {
  const product = { kind: 'own', ...size, fresh: false, trace: false } as const;
  const inDatabases = async (statement: (name: string) => string): Promise<void> => {
    const stack = createStack();
    const target = await openProduct(product, { ...command, stack });
    for (const owner of owners)
      await withClient(target.databaseUrl!('postgres'), (client) => client.query(statement(`kith_${owner}`)));
    await stack.close();
  };
  const reset = () => inDatabases((name) => `ALTER DATABASE ${name} RESET ALL`);
  // Sessions that are made from now on load the module: a restart of everything.
  await inDatabases((name) =>
    Object.entries(settings)
      .map(([setting, value]) => `ALTER DATABASE ${name} SET ${setting} = ${value}`)
      .join('; '),
  );
  const stack = createStack();
  command.stack.add('explained', async () => void (await stack.close()));
  let log = '';
  try {
    await runDeeds(product, options, { ...command, stack });
    log = readFileSync(join(homeAt(size.home).logs, 'postgres.log'), 'utf8');
  } finally {
    // Two products can't be on one folder.
    await stack.close();
    if (!command.signal.aborted) await reset();
  }
  return readExplained(log);
}

async function runDeeds(
  product: Extract<RunOptions['product'], { kind: 'own' }>,
  options: GrowthOptions,
  command: Command,
): Promise<void> {
  const target = await openProduct(product, command);
  await command.progress.step('Waiting until it is quiet', () => untilQuiet(target, command.signal));
  const run = (only: Deed): RunOptions => ({
    scenario: { ...options.scenario, live: { people: 0, celebrity: 0, cutAt: [] } },
    only,
    rate,
    durationSeconds: secondsEach,
    // Plans for prepared statements settle after five executions of a session.
    warmUpSeconds: secondsEach,
    users: 50,
    connections: 16,
    seed: 2,
    traceShare: 0,
    product,
    out: '',
  });
  const participants = await gatherParticipants(run('me'), target.url, command);
  for (const deed of options.deeds) await measure(run(deed), target, participants, command, () => {});
}

/** Keys of advisory locks, which stand in a statement's text. */
const longNumbers = /\b\d{6,}\b/g;

/** Reads what auto_explain wrote into PostgreSQL's log. */
export function readExplained(log: string): ExplainedStatement[] {
  const byText = new Map<string, { ms: number; plan: string }[]>();
  for (const entry of log.split(/^(?=\d{4}-\d\d-\d\d )/m)) {
    const match = /duration: ([\d.]+) ms {2}plan:\n\s*Query Text: ([\s\S]*)$/.exec(entry);
    if (!match) continue;
    const lines = match[2]!.split('\n').map((line) => line.replace(/^\t/, ''));
    const first = lines.findIndex((line) => /\(cost=[\d.]+\.\.[\d.]+ rows=/.test(line));
    if (first < 0) continue;
    const text = lines.slice(0, first).join('\n').trim().replace(/\s+/g, ' ').replace(longNumbers, '…');
    const plan = lines.slice(first).join('\n').trimEnd();
    const executions = byText.get(text) ?? [];
    executions.push({ ms: Number(match[1]), plan });
    byText.set(text, executions);
  }
  return [...byText]
    .map(([text, executions]) => {
      const sorted = executions.sort((a, b) => a.ms - b.ms);
      return {
        text,
        count: sorted.length,
        meanMs: sorted.reduce((sum, { ms }) => sum + ms, 0) / sorted.length,
        slowestMs: sorted.at(-1)!.ms,
        plan: sorted[sorted.length >> 1]!.plan,
      };
    })
    .sort((a, b) => b.meanMs - a.meanMs);
}

/** The statements as text, each with its plan. */
export function describeExplained(statements: readonly ExplainedStatement[]): string {
  return statements
    .map(
      ({ text, count, meanMs, slowestMs, plan }) =>
        `${meanMs.toFixed(2)} ms on average, ${slowestMs.toFixed(2)} ms at most, of ${count}\n${text}\n${plan.replace(/^/gm, '    ')}`,
    )
    .join('\n\n');
}
