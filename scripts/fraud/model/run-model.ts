import { readFlags, wholeNumber } from '../../start/command-line.ts';
import { UsageError } from '../../start/usage-error.ts';
import { wholeNumbers } from '../whole-numbers.ts';
import { labelledFiles, readLabelled, setName } from './labelled-csv.ts';
import { forestAuc, scaled, shuffled, streamAuc } from './score-set.ts';

/** Batch isolation forest on the same sets, ROC AUC, from PyOD's benchmark (pyod.readthedocs.io). Others weren't looked up. */
const published: Readonly<Record<string, number>> = { shuttle: 0.997, 'satimage-2': 0.993 };

/** The paper's; the service's own windows are longer (anomaly-watch.ts). */
const windowPreset = 250;
/** A tree of fewer says nothing; the largest of the sets has fewer rows than the most. */
const windowBounds = { min: 10, max: 1_000_000 } as const;

const needs = `model needs --data FOLDER: CSV files (.csv or .csv.gz), one a set, with a line of column names, numbers, and a last column
'label' that is 1 for an anomaly; rows in their published order. Sets of the ODDS library are made so; none come with Kith.

  npm run fraud -- model --data FOLDER --sets shuttle,satimage-2 --seeds 1,2,3 --window 250
`;

/** `npm run fraud -- model`: ROC AUC of the Half-Space Trees alone on labelled sets, beside a batch isolation forest. */
export async function runModel(args: string[]): Promise<void> {
  const flags = {
    data: { type: 'string' },
    sets: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3' },
    window: { type: 'string' },
  } as const;
  const values = readFlags(flags, args, 'npm run fraud');
  if (!values.data) {
    process.stdout.write(needs);
    return;
  }
  const seeds = wholeNumbers(values.seeds);
  if (seeds === null) throw new UsageError('--seeds must be numbers: 1,2,3.');
  const window = wholeNumber('window', values.window, windowBounds) ?? windowPreset;
  const files = labelledFiles(values.data);
  const wanted = values.sets?.split(',') ?? files.map(setName);
  const missing = wanted.filter((name) => !files.map(setName).includes(name));
  if (missing.length > 0) throw new UsageError(`--sets: ${values.data} holds no ${missing.join(', ')}.`);

  process.stdout.write(`ROC AUC of the model alone, windows of ${window} points, seeds ${seeds.join(', ')}

| set (rows, anomalies) | published order | shuffled | batch isolation forest here | published isolation forest |
|---|---|---|---|---|
`);
  for (const file of files.filter((one) => wanted.includes(setName(one)))) {
    const set = scaled(readLabelled(file));
    const over = (auc: (seed: number) => number): string => seeds.map((seed) => auc(seed).toFixed(3)).join(', ');
    const rows = `${set.points.length}, ${set.anomalies.reduce((sum, one) => sum + one, 0)}`;
    const inOrder = over((seed) => streamAuc(set, seed, window));
    const inChance = over((seed) => streamAuc(shuffled(set, seed), seed, window));
    const forest = over((seed) => forestAuc(set, seed));
    process.stdout.write(
      `| ${set.name} (${rows}) | ${inOrder} | ${inChance} | ${forest} | ${published[set.name]?.toFixed(3) ?? '-'} |\n`,
    );
  }
}
