import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { stringify } from 'yaml';
import type { Found } from '../support/describe-on.ts';
import { root } from './read-manifests.ts';

export interface Promtool {
  /** Runs it at the repository's root. */
  run(...args: string[]): { status: number | null; output: string };
  /** Runs a test of rules, written as promtool's own files are; its rule files are named from the repository's root. */
  expectRules(file: { rule_files?: readonly string[]; tests: readonly object[] }): void;
}

export function findPromtool(): Found<Promtool> {
  if (spawnSync('promtool', ['--version']).status !== 0) return { missing: 'promtool is not installed' };
  const run: Promtool['run'] = (...args) => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: root, encoding: 'utf8' });
    return { status, output: `${stdout}${stderr}` };
  };
  return {
    server: {
      run,
      expectRules({ rule_files = [], tests }) {
        const folder = mkdtempSync(join(tmpdir(), 'kith-promtool-'));
        try {
          const file = join(folder, 'test.yaml');
          const text = {
            rule_files: rule_files.map((name) => join(root, name)),
            evaluation_interval: '1m',
            tests: tests.map((one) => ({ interval: '1m', ...one })),
          };
          writeFileSync(file, stringify(text));
          const { status, output } = run('test', 'rules', file);
          expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
        } finally {
          rmSync(folder, { recursive: true });
        }
      },
    },
  };
}
