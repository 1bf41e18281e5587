import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { DrillResult } from '../../scripts/drill/drill.ts';
import { scenarios } from '../../scripts/drill/scenarios.ts';

const root = join(import.meta.dirname, '..', '..');

test('a killed worker, a cut link and a restarted database lose nothing that was acknowledged, and are got over', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kith-drill-test-'));
  const file = join(folder, 'results.json');
  try {
    // Slow machines get over it too, later.
    const { code, output } = await run(['short', '--seconds', '3', '--patience', '300', '--json', file]);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('3 of 3 drills passed') });
    const results: DrillResult[] = JSON.parse(readFileSync(file, 'utf8'));
    expect(results.map(({ scenario }) => scenario)).toEqual(
      scenarios.filter(({ short }) => short).map(({ name }) => name),
    );
    for (const { judgement, seen, plantedAfter } of results) {
      expect(judgement.findings).toEqual([]);
      expect(judgement.acknowledged).toBeGreaterThan(0);
      expect(seen.before.visit.failed).toEqual({});
      expect(plantedAfter).not.toBeNull();
    }
    // The bad thing did happen: what was cut, and what had no database, was noticed by those who visited.
    for (const { scenario, seen } of results)
      if (scenario !== 'kill-process') expect(Object.keys(seen.during.visit.failed)).not.toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 1_200_000);

test('a drill that does not exist, and a flag out of bounds, are one clear sentence each', async () => {
  expect(await run(['set-on-fire'])).toEqual({
    code: 2,
    output: expect.stringMatching(/^There is no drill 'set-on-fire': say one of kill-process, .*or 'all'\.\n$/),
  });
  expect(await run(['kill-process', '--process', 'postman'])).toEqual({
    code: 2,
    output: expect.stringMatching(/^--process must be one of router, .*, and is 'postman'\.\n$/),
  });
});

function run(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/drill/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, ADMIN_PORT: '', LOG: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}
