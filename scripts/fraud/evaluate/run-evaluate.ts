import { readRulesDocument } from '../../../subgraphs/fraud/watch/rules-file.ts';
import { usersMax } from '../../seed/options.ts';
import { usersMin } from '../../seed/population/cast.ts';
import { readFlags, wholeNumber } from '../../start/command-line.ts';
import { UsageError } from '../../start/usage-error.ts';
import { rulesFile } from '../shipped-rules.ts';
import { wholeNumbers } from '../whole-numbers.ts';
import { judgeSeed } from './judge-seed.ts';
import { report, toJson } from './report.ts';
import type { Mode } from './scene.ts';

/** Honest people enough for one in a thousand to show. */
const usersPreset = 20_000;
/** Thresholds were chosen while looking at seeds 1 to 9; from this one on none was looked at for that. */
const freshSeed = 401;
/** As many seeds as an interval is worth the wait for: each takes some 20 s a mode with 20,000 people. */
const seedCount = 5;

/** `npm run fraud -- evaluate`: precision, recall, delay and honest people touched, by kind, over several seeds. */
export async function runEvaluate(args: string[]): Promise<void> {
  const flags = {
    users: { type: 'string' },
    seed: { type: 'string' },
    seeds: { type: 'string' },
    rules: { type: 'string', default: rulesFile },
    mode: { type: 'string', default: 'plain,evasive' },
    json: { type: 'boolean', default: false },
  } as const;
  const values = readFlags(flags, args, 'npm run fraud');
  const users = wholeNumber('users', values.users, { min: usersMin, max: usersMax }) ?? usersPreset;
  const seeds = readSeeds(values);
  const modes = values.mode.split(',').filter((mode): mode is Mode => mode === 'plain' || mode === 'evasive');
  if (modes.join(',') !== values.mode) throw new UsageError('--mode must be plain, evasive or plain,evasive.');
  const rules = readRulesDocument(values.rules);
  for (const mode of modes) {
    const results = seeds.map((seed) => judgeSeed({ users, seed, mode }, rules));
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ mode, users, seeds, results: results.map(toJson) })}\n`
        : report({ mode, users, seeds, results }),
    );
  }
}

/** `--seeds 1,2,3` names them all; `--seed 7` is 7 and the four after it. Throws a UsageError. */
function readSeeds({ seed, seeds }: { seed?: string | undefined; seeds?: string | undefined }): readonly number[] {
  if (seed !== undefined && seeds !== undefined) throw new UsageError('Give --seed or --seeds, not both.');
  const named = wholeNumbers(seeds ?? seed ?? String(freshSeed));
  if (named === null || (seeds === undefined && named.length > 1))
    throw new UsageError('--seed must be a number, --seeds numbers such as 1,2,3.');
  return seeds === undefined ? Array.from({ length: seedCount }, (_, i) => named[0]! + i) : named;
}
