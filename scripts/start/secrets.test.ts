import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Home, homeAt } from './home.ts';
import { keepSecrets } from './secrets.ts';

let home: Home;

beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), 'kith-secrets-')));
});

afterEach(() => rmSync(home.folder, { recursive: true }));

describe('the secrets of a data folder', () => {
  test('are made once, all different, and readable by their owner only', () => {
    const made = keepSecrets(home, {});
    expect(new Set(Object.values(made)).size).toBe(4);
    expect(statSync(home.secrets).mode & 0o777).toBe(0o600);
    expect(keepSecrets(home, {})).toEqual(made);
  });

  test('give way to those of the environment', () => {
    const given = 'g'.repeat(40);
    const made = keepSecrets(home, { HASH_SECRET: given });
    expect(made.HASH_SECRET).toBe(given);
    expect(keepSecrets(home, {}).HASH_SECRET).not.toBe(given);
  });

  test('that are damaged are told in one sentence', () => {
    writeFileSync(home.secrets, '{"HASH_SECRET":"short"}');
    expect(() => keepSecrets(home, {})).toThrow(`${home.secrets} is damaged`);
    writeFileSync(home.secrets, 'not JSON');
    expect(() => keepSecrets(home, {})).toThrow(`${home.secrets} is damaged`);
  });
});
