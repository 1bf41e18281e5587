import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const run = (args: readonly string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'main.ts'), ...args]);

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'kith-bench-test-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe('npm run bench:router', () => {
  test('says what it can be told', async () => {
    const { stdout } = await run(['--help']);
    for (const option of ['--quick', '--only', '--operations', '--rounds', 'hive-rust'])
      expect(stdout).toContain(option);
  });

  test.each([
    [['--only', 'nginx'], '--only: there is no row "nginx".'],
    [['--operations', 'a,e'], '--operations: there is no operation "e", only a, b, c, d.'],
    [['--rounds', 'many'], '--rounds'],
  ])('refuses %j in one line, before anything is started', async (args, message) => {
    await expect(run(args)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  test('measures a tiny run of Kith alone, prints the table and writes the same figures', async () => {
    const tiny =
      '--only floor,kith --operations a,b --rounds 2 --ms 100 --latency-ms 100 --warm-up-ms 100 --concurrency 2';
    const { stdout } = await run([...tiny.split(' '), '--out', out]);
    const [file] = readdirSync(out);
    expect(file).toMatch(/^router-\d{4}-\d\d-\d\d\.json$/);
    const { results, notes } = JSON.parse(readFileSync(join(out, file!), 'utf8'));
    expect(notes).toEqual([]);
    const kith = results.find(
      (result: { row: string; operation: string }) => result.row === 'kith' && result.operation === 'b',
    );
    expect(kith).toMatchObject({ callsPerRequest: 3, p50Ms: expect.any(Number) });
    expect(kith.cpuUsRounds).toHaveLength(2);
    expect(kith.cpuUs).toBeGreaterThan(0);
    expect(stdout).toContain(`| Kith | ${Math.round(kith.cpuUs)} |`);
    const floor = results.find((result: { row: string }) => result.row === 'floor');
    expect(floor.callsPerRequest).toBe(0);
  });
});
