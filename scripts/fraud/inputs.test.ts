import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rulesPath } from '../../subgraphs/fraud/fixtures/rules.ts';
import { explain } from '../start/explain.ts';
import { UsageError } from '../start/usage-error.ts';
import { runBacktest } from './backtest.ts';
import { runEvaluate } from './evaluate/run-evaluate.ts';
import { runModel } from './model/run-model.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kith-fraud-inputs-'));
  mkdirSync(join(folder, 'sets'));
  const files = {
    'words.yaml': 'rules: [of: thumb',
    'empty.yaml': '',
    'misspelt.yaml': readFileSync(rulesPath, 'utf8').replace('people: 100,', 'peple: 100,'),
    'words.json': 'nobody is bad',
    'other.json': '{"good":[]}',
    'sets/plain.csv.gz': 'not compressed',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the command says to a file of that name; it has come to no log by then. */
async function said(run: (args: string[]) => Promise<void>, ...args: string[]): Promise<string | undefined> {
  const failure: unknown = await run(args).then(
    () => undefined,
    (error: unknown) => error,
  );
  return explain(failure)?.replaceAll(folder, 'FOLDER');
}

describe('a file that can not be used is told in a sentence with what to do', () => {
  test.each([
    ['none.yaml', /^The rules document FOLDER\/none.yaml isn't there: check the path\.$/],
    ['.', /^The rules document FOLDER can't be read \(EISDIR\): it has to be a file that may be read\.$/],
    ['words.yaml', /^The rules document FOLDER\/words.yaml is not YAML: .* at line 1, column \d+: correct it\.$/],
    ['empty.yaml', /^The rules document FOLDER\/empty.yaml has 1 mistake; correct .*:\n- Invalid input: .*object.*$/],
    [
      'misspelt.yaml',
      /^The rules document FOLDER\/misspelt.yaml has 2 mistakes; .*:\n- rules.founding.people: .*\n- rules.founding: .*peple.*$/,
    ],
  ])('rules: %s', async (name, sentence) => {
    expect(await said(runBacktest, '--rules', join(folder, name))).toMatch(sentence);
    expect(await said(runEvaluate, '--rules', join(folder, name))).toMatch(sentence);
  });

  test.each([
    ['none.json', /^The labels in FOLDER\/none.json: no such file: check the path\.$/],
    ['words.json', /^The labels in FOLDER\/words.json are not JSON: name the labels.json that .*\.$/],
    ['other.json', /^The labels in FOLDER\/other.json are not those of a population: name the labels.json that .*\.$/],
  ])('labels: %s', async (name, sentence) => {
    expect(await said(runBacktest, '--rules', rulesPath, '--labels', join(folder, name))).toMatch(sentence);
  });

  test.each([
    ['none', /^--data can't be read: .*: name a folder of CSV files\.$/],
    ['sets', /^FOLDER\/sets\/plain.csv.gz can't be unpacked \(.*\): compress it with gzip\.$/],
  ])('labelled sets: %s', async (name, sentence) => {
    expect(await said(runModel, '--data', join(folder, name))).toMatch(sentence);
  });
});

describe('numbers', () => {
  test.each([
    [runEvaluate, ['--users', ''], /--users must be a whole number from 150 to /],
    [runEvaluate, ['--users', '1e4'], /--users must be a whole number from 150 to /],
    [runEvaluate, ['--seeds', '1,'], /must be a number/],
    [runModel, ['--window', '9'], /--window must be a whole number from 10 to /],
    [runModel, ['--seeds', ''], /must be numbers/],
  ])('%p %j is a wrong command', async (run, args, sentence) => {
    const all = run === runModel ? ['--data', folder, ...args] : args;
    await expect(run(all)).rejects.toThrow(UsageError);
    await expect(run(all)).rejects.toThrow(sentence);
  });
});
