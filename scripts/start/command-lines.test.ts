import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from './home.ts';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
/** The commands of package.json that are ours from beginning to end; jest's, tsc's and the like read their own flags. */
const ours = Object.entries(scripts).filter(([, command]) =>
  /^node (?:--expose-gc )?--import tsx \S+\.ts(?: \w+)?$/.test(command),
);
/** Some of them load Apollo's libraries before they look, on a machine that has other work too. */
const slowMs = 60_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kith-command-lines-'));
  // A data folder, as `npm run reset` knows one.
  writeFileSync(join(folder, 'secrets.json'), '{}');
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, ...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [...command.split(' ').slice(1), ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, KITH_HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (said.stdout += chunk));
  child.stderr.on('data', (chunk) => (said.stderr += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
}

describe('every command of package.json', () => {
  test('is among these', () => {
    expect(ours.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'start',
        'reset',
        'compose',
        'fresh',
        'verify',
        'loadtest:k6',
        'bench:fraud',
        'schema:check',
      ]),
    );
  });

  test.each(ours)(
    '%s refuses a flag that it does not know with exit code 2 and the way to its help, having done nothing',
    async (_, command) => {
      const { code, stdout, stderr } = await run(command, '--wat');
      expect({ code, said: stdout + stderr }).toEqual({
        code: 2,
        said: expect.stringMatching(/^[^\n]*--wat[^\n]*--help[^\n]*\n$/),
      });
      expect(existsSync(join(folder, 'secrets.json'))).toBe(true);
    },
    slowMs,
  );

  test.each(ours)(
    '%s tells its usage and does nothing else where it is asked for help',
    async (_, command) => {
      const { code, stdout, stderr } = await run(command, '--help');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^(npm run|npm start|kith-schema) ?[\w: .-]*/);
      expect(existsSync(join(folder, 'secrets.json'))).toBe(true);
    },
    slowMs,
  );
});
