import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseRulesDocument, type RulesDocument } from '../../../subgraphs/fraud/rules/rules-document.ts';
import { usersMin } from '../../seed/population/cast.ts';
import { UsageError } from '../usage-error.ts';
import { forestSuspects } from './forest-baseline.ts';
import { createScene, isBadRole, type Mode, type Scene } from './scene.ts';
import { interval, median } from './statistics.ts';
import { type Outcome, watchScene } from './watch-scene.ts';

const rulesFile = join(import.meta.dirname, '..', '..', '..', 'subgraphs', 'fraud', 'rules.yaml');
/** Thresholds were chosen while looking at seeds 1 to 9; these were never looked at for that. */
const freshSeeds = '101,102,103';

/** What one seed gave, by kind and over everybody. */
interface SeedResult {
  readonly recall: ReadonlyMap<string, number>;
  readonly delaysS: ReadonlyMap<string, readonly number[]>;
  readonly precision: number;
  readonly restrictedPer10000: number;
  readonly casesPer10000: number;
  readonly foundingRecall: number;
  readonly forestRecall: number;
  readonly forestPer10000: number;
}

/** `npm run fraud -- evaluate`: precision, recall, delay and honest people touched, by kind, over several seeds. */
export async function runEvaluate(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      users: { type: 'string', default: '20000' },
      seed: { type: 'string' },
      seeds: { type: 'string', default: freshSeeds },
      rules: { type: 'string', default: rulesFile },
      mode: { type: 'string', default: 'plain,evasive' },
      json: { type: 'boolean', default: false },
    },
  });
  const users = Number(values.users);
  if (!Number.isInteger(users) || users < usersMin) throw new UsageError(`--users must be at least ${usersMin}.`);
  const seeds = (values.seed ?? values.seeds).split(',').map(Number);
  if (seeds.some((seed) => !Number.isInteger(seed) || seed < 0))
    throw new UsageError('--seeds must be numbers: 1,2,3.');
  const modes = values.mode.split(',').filter((mode): mode is Mode => mode === 'plain' || mode === 'evasive');
  if (modes.join(',') !== values.mode) throw new UsageError('--mode must be plain, evasive or plain,evasive.');
  const rules = parseRulesDocument(readFileSync(values.rules, 'utf8'));
  for (const mode of modes) {
    const results = seeds.map((seed) => evaluateSeed({ users, seed, mode }, rules));
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ mode, users, seeds, results: results.map(toJson) })}\n`
        : report(mode, users, seeds, results),
    );
  }
}

function evaluateSeed(options: { users: number; seed: number; mode: Mode }, rules: RulesDocument): SeedResult {
  const outcomes = watchScene(createScene(options), rules);
  const scene = createScene(options);
  const { roles } = scene;
  const honest = [...roles].filter(([, role]) => !isBadRole(role)).map(([id]) => id);
  const per10000 = (count: number): number => (10_000 * count) / honest.length;
  const caught = (id: string): boolean =>
    (outcomes.get(id)?.caughtMs ?? Number.POSITIVE_INFINITY) < Number.POSITIVE_INFINITY;
  const { recall, delaysS } = byKind(scene, outcomes);
  const caughtBad = [...scene.beganMs.keys()].filter(caught).length;
  const honestCaught = honest.filter(caught).length;
  const founding = [...scene.beganMs.keys()].filter((id) =>
    outcomes.get(id)?.findings.some((one) => one.rule === 'founding'),
  );
  const suspects = forestSuspects(scene, options.seed);
  return {
    recall,
    delaysS,
    precision: caughtBad / Math.max(1, caughtBad + honestCaught),
    restrictedPer10000: per10000(honest.filter((id) => (outcomes.get(id)?.restrictedMs ?? Infinity) < Infinity).length),
    casesPer10000: per10000(honestCaught),
    foundingRecall: founding.length / scene.beganMs.size,
    forestRecall: [...scene.beganMs.keys()].filter((id) => suspects.has(id)).length / scene.beganMs.size,
    forestPer10000: per10000(honest.filter((id) => suspects.has(id)).length),
  };
}

function byKind(scene: Scene, outcomes: ReadonlyMap<string, Outcome>) {
  const counts = new Map<string, { all: number; caught: number }>();
  const delaysS = new Map<string, number[]>();
  for (const [id, beganMs] of scene.beganMs) {
    const kind = scene.roles.get(id)!;
    const count = counts.get(kind) ?? { all: 0, caught: 0 };
    counts.set(kind, count);
    count.all++;
    const caughtMs = outcomes.get(id)?.caughtMs ?? Number.POSITIVE_INFINITY;
    if (caughtMs === Number.POSITIVE_INFINITY) continue;
    count.caught++;
    // An account of a group may be found by what its neighbours did before it: at once, then.
    delaysS.set(kind, [...(delaysS.get(kind) ?? []), Math.max(0, (caughtMs - beganMs) / 1_000)]);
  }
  return { recall: new Map([...counts].map(([kind, { all, caught }]) => [kind, caught / all])), delaysS };
}

function report(mode: Mode, users: number, seeds: readonly number[], results: readonly SeedResult[]): string {
  const kinds = [...new Set(results.flatMap(({ recall }) => [...recall.keys()]))];
  const rows = kinds.map((kind) => {
    const delays = results.flatMap((result) => result.delaysS.get(kind) ?? []);
    const recalls = results.map((result) => result.recall.get(kind) ?? 0);
    return `| ${kind} | ${interval(recalls)} | ${delays.length > 0 ? `${Math.round(median(delays))} s` : '-'} |`;
  });
  const over = (read: (result: SeedResult) => number): string => interval(results.map(read));
  const meanRecall = (result: SeedResult): number =>
    [...result.recall.values()].reduce((sum, one) => sum + one, 0) / result.recall.size;
  return `
${mode}: ${users} people a seed, seeds ${seeds.join(', ')}; mean and 95% interval over the seeds

| kind | recall (a case or a restriction) | median time from the first bad act |
|---|---|---|
${rows.join('\n')}

| over all kinds | these rules and the model | founding rule alone | batch isolation forest |
|---|---|---|---|
| recall | ${over(meanRecall)} (mean of kinds) | ${over((result) => result.foundingRecall)} | ${over((result) => result.forestRecall)} |
| precision | ${over((result) => result.precision)} | | |
| honest restricted per 10,000 | ${over((result) => result.restrictedPer10000)} | 0 | 0 (restricts nobody) |
| honest shown to a reviewer per 10,000 | ${over((result) => result.casesPer10000)} | 0 | ${over((result) => result.forestPer10000)} |
`;
}

const toJson = (result: SeedResult) => ({
  ...result,
  recall: Object.fromEntries(result.recall),
  delaysS: Object.fromEntries([...result.delaysS].map(([kind, delays]) => [kind, median(delays)])),
});
