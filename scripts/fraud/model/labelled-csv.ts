import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CommandError } from '../../log/command-error.ts';
import { readInput } from '../read-input.ts';

/** Rows of numbers in their published order, and which of them are anomalies (1). */
export interface LabelledSet {
  readonly name: string;
  readonly points: readonly Float64Array[];
  readonly anomalies: Uint8Array;
}

/** The CSV files of a folder (.csv, .csv.gz), by name. Throws a CommandError for a folder that can't be read or has none. */
export function labelledFiles(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new CommandError(`--data can't be read: ${(error as Error).message}: name a folder of CSV files.`);
  }
  const files = names.filter((name) => /\.csv(\.gz)?$/.test(name)).sort();
  if (files.length === 0) throw new CommandError(`--data: ${folder} holds no .csv or .csv.gz file.`);
  return files.map((name) => join(folder, name));
}

export const setName = (file: string): string => basename(file).replace(/\.csv(\.gz)?$/, '');

/** Reads a file whose first line names the columns and whose last column is `label`, 1 for an anomaly. Throws a CommandError. */
export function readLabelled(file: string): LabelledSet {
  const [header = '', ...lines] = readText(file).trim().split(/\r?\n/);
  const columns = header.split(',').length;
  if (header.split(',').at(-1) !== 'label') throw new CommandError(`${file}: the last column must be named 'label'.`);
  const anomalies = new Uint8Array(lines.length);
  const points = lines.map((line, row) => {
    const values = Float64Array.from(line.split(','), Number);
    if (values.length !== columns || values.some(Number.isNaN))
      throw new CommandError(`${file}: line ${row + 2} is not ${columns} numbers.`);
    anomalies[row] = values[columns - 1]!;
    return values.subarray(0, columns - 1);
  });
  if (!anomalies.includes(1) || !anomalies.includes(0))
    throw new CommandError(`${file}: needs rows labelled 1 and rows labelled 0.`);
  return { name: setName(file), points, anomalies };
}

function readText(file: string): string {
  const bytes = readInput(file);
  if (!file.endsWith('.gz')) return bytes.toString();
  try {
    return gunzipSync(bytes).toString();
  } catch (error) {
    throw new CommandError(`${file} can't be unpacked (${(error as Error).message}): compress it with gzip.`);
  }
}
