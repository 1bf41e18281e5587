import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { rocAuc } from '../../../subgraphs/fraud/fixtures/roc-auc.ts';
import { createRandom } from '../../seed/population/random.ts';
import { readLabelled } from './labelled-csv.ts';
import { forestAuc, scaled, shuffled, streamAuc } from './score-set.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-model-'));

/** One cloud, and 1% of rows anywhere outside of it, all at the very end. */
function writeCloud(name: string): string {
  const random = createRandom(5, name);
  const lines = Array.from({ length: 2_000 }, (_, row) => {
    const anomaly = row >= 1_980;
    const value = () => (anomaly ? random.uniform(40, 100) : random.uniform(10, 20)).toFixed(4);
    return `${value()},${value()},${anomaly ? 1 : 0}`;
  });
  const text = ['x,y,label', ...lines].join('\n');
  const file = join(folder, name);
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text);
  return file;
}
const packed = writeCloud('packed.csv.gz');

function model(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const main = join(import.meta.dirname, '..', 'main.ts');
  return spawnSync(process.execPath, ['--import', 'tsx', main, 'model', ...args], { encoding: 'utf8' });
}

test('the area under the ROC curve: 1 apart, 0 the wrong way round, a half where all is equal, NaN left out', () => {
  expect(rocAuc([1, 2, 3, 4], [0, 0, 1, 1])).toBe(1);
  expect(rocAuc([1, 2, 3, 4], [1, 1, 0, 0])).toBe(0);
  expect(rocAuc([7, 7, 7, 7], [1, 0, 1, 0])).toBe(0.5);
  expect(rocAuc([1, 3, 2, 4], [0, 0, 1, 1])).toBe(0.75);
  expect(rocAuc([Number.NaN, 1, 2], [1, 0, 1])).toBe(1);
});

describe('a labelled set', () => {
  test('is scaled to [0, 1] column by column, and keeps its rows when shuffled', () => {
    const set = scaled(readLabelled(packed));
    for (const column of [0, 1]) {
      const values = set.points.map((point) => point[column]!);
      expect([Math.min(...values), Math.max(...values)]).toEqual([0, 1]);
    }
    const other = shuffled(set, 3);
    const rowsOf = ({ points, anomalies }: typeof set) => points.map((point, row) => `${point} ${anomalies[row]}`);
    expect(rowsOf(other)).not.toEqual(rowsOf(set));
    expect(rowsOf(other).sort()).toEqual(rowsOf(set).sort());
  });

  test('whose anomalies are few and far off is told apart by the trees and by the forest', () => {
    const set = scaled(readLabelled(packed));
    expect(streamAuc(set, 1, 250)).toBeGreaterThan(0.95);
    expect(forestAuc(set, 1)).toBeGreaterThan(0.95);
    // Labels the wrong way round: the score must be of the rows, not of their places.
    expect(streamAuc({ ...set, anomalies: set.anomalies.map((one) => 1 - one) }, 1, 250)).toBeLessThan(0.05);
  });
});

describe('npm run fraud -- model', () => {
  test('without a folder tells what it needs', () => {
    const { status, stdout } = model();
    expect(status).toBe(0);
    expect(stdout).toContain("a last column\n'label'");
  });

  test('prints a line for each set', () => {
    const { status, stdout } = model('--data', folder, '--sets', 'packed', '--seeds', '1,2');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\| packed \(2000, 20\) \| [01]\.\d{3}, [01]\.\d{3} \| .* \| - \|$/m);
  });

  test.each([
    ['x,label\n1,0\n', /labelled 1/],
    ['x,y\n1,0\n', /must be named 'label'/],
    ['x,label\n1,0\none,1\n', /line 3 is not 2 numbers/],
  ])('refuses %j in one sentence', (text, message) => {
    const bad = mkdtempSync(join(tmpdir(), 'kith-model-'));
    writeFileSync(join(bad, 'bad.csv'), text);
    const { status, stderr } = model('--data', bad);
    expect(status).toBe(1);
    expect(stderr.trim()).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test.each([
    [['--data', join(folder, 'nowhere')], 1, /can't be read/],
    [['--data', mkdtempSync(join(tmpdir(), 'kith-model-'))], 1, /holds no \.csv/],
    [['--data', folder, '--sets', 'other'], 2, /holds no other/],
  ])('refuses %j in one sentence', (args, exitCode, message) => {
    const { status, stderr } = model(...args);
    expect(status).toBe(exitCode);
    expect(stderr.trim()).toMatch(message);
  });
});
