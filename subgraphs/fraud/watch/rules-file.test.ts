import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { until } from '../../../tests/support/until.ts';
import { rulesInForce, rulesPath } from '../fixtures/rules.ts';
import { parseRulesDocument, type RulesDocument } from '../rules/rules-document.ts';
import { openRulesFile, type RulesFile } from './rules-file.ts';

const text = readFileSync(rulesPath, 'utf8');
let path: string;
let file: RulesFile;
let changes: RulesDocument[];
let lines: string[];

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'kith-rules-')), 'rules.yaml');
  writeFileSync(path, text);
  changes = [];
  lines = [];
  const logger = pino({}, { write: (line: string) => lines.push(line) });
  file = openRulesFile({ path, logger, onChange: (document) => changes.push(document) });
});
afterEach(() => file.close());

describe('the rules file', () => {
  test('a change is taken over while running', async () => {
    writeFileSync(path, text.replace(/^version: .*/m, 'version: 4711'));
    await until(() => changes.length > 0, 'the change');
    expect(file.current().version).toBe(4711);
  });

  test('a change that does not fit is refused whole and said, and the next good one is taken', async () => {
    writeFileSync(path, text.replace(/^version: .*/m, 'version: none'));
    await until(() => lines.some((line) => line.includes('refused')), 'the refusal');
    expect(file.current()).toEqual(rulesInForce());
    expect(changes).toEqual([]);
    writeFileSync(path, text.replace(/^version: .*/m, 'version: 4712'));
    await until(() => changes.length > 0, 'the good change');
    expect(file.current().version).toBe(4712);
  });

  test('all mistakes of a document are named at once', () => {
    const broken = text.replace(/^version: .*/m, 'version: none').replace('people: 100', 'peple: 100');
    expect(() => parseRulesDocument(broken)).toThrow(/version[\s\S]*founding\.people|founding\.people[\s\S]*version/);
    expect(() => parseRulesDocument(broken)).toThrow(/peple/);
  });
});
