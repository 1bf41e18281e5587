import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../scripts/start/home.ts';
import { until } from '../../tests/support/until.ts';
import type { Result } from './result.ts';

/** A cold start of everything, sign-ins and the runs themselves, on a busy machine. */
const timeoutMs = 540_000;

interface Run {
  readonly child: ChildProcess;
  readonly output: { text: string };
  readonly ended: Promise<number | null>;
}

function run(args: readonly string[]): Run {
  const child = spawn(process.execPath, ['--import', 'tsx', 'loadtest/run/main.ts', ...args], { cwd: root });
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output.text += chunk.toString();
    });
  return { child, output, ended: new Promise((resolve) => child.once('close', resolve)) };
}

describe('npm run loadtest', () => {
  let folder: string;
  let home: string;
  let out: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kith-loadtest-'));
    // As root the database runs as another user, who must be able to enter.
    chmodSync(folder, 0o755);
    home = join(folder, 'home');
    out = join(folder, 'reports');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const small = () => ['--people', '150', '--visits', '1500', '--users', '20', '--home', home, '--out', out];
  const results = () =>
    readdirSync(out)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => JSON.parse(readFileSync(join(out, file), 'utf8')) as Result);

  test(
    'starts the product, loads it, loses nothing of a reconnect storm, tells every part, and leaves nothing behind',
    async () => {
      const { output, ended } = run([
        ...['--scenario', 'reconnect-storm', '--rate', '20', '--duration', '8', '--warm-up', '1', '--trace'],
        ...small(),
      ]);
      const code = await ended;
      expect({ code, output: output.text }).toMatchObject({ code: 0 });
      const [result] = results();
      expect(result!.failed).toBe(0);
      expect(result!.unanswered).toBe(0);
      expect(result!.answered).toBeGreaterThan(20);
      expect(result!.live).toMatchObject({ lost: 0, cuts: 3, ended: 0 });
      expect(result!.live!.expected).toBeGreaterThan(0);
      // Every socket came back at least once; on a slow machine it may still be on its way at the next cut.
      expect(result!.live!.connections).toBeGreaterThanOrEqual(2 * result!.live!.sockets);
      expect(result!.samples!.length).toBeGreaterThan(0);
      for (const part of ['throughput', 'errors', 'from arrival', 'p99.9', 'discover', 'live', 'delivered'])
        expect(output.text).toContain(part);
      expect(result!.seconds.length).toBeGreaterThan(5);
      if (process.platform === 'linux')
        for (const name of ['router', 'users', 'activity', 'fraud', 'postgres', 'activity-worker']) {
          expect(result!.cpu!.perOperationUs).toHaveProperty(name);
          expect(output.text).toContain(name);
        }
      const html = readFileSync(join(out, readdirSync(out).find((file) => file.endsWith('.html'))!), 'utf8');
      expect(html.match(/<svg/g)!.length).toBeGreaterThanOrEqual(6);
      // Self-contained: nothing of it is fetched from anywhere.
      expect(html).not.toMatch(/<script|<link|src=|@import|url\(/);
      expect(readdirSync(home)).not.toContain('running.json');
      expect(readdirSync(join(home, 'postgres'))).not.toContain('postmaster.pid');
    },
    timeoutMs,
  );

  test(
    'Ctrl-C ends it, tells what was measured until then, and stops what it started',
    async () => {
      const { child, output, ended } = run([
        ...['--scenario', 'browse', '--rate', '10', '--duration', '3600', '--warm-up', '1'],
        ...small(),
      ]);
      await until(
        () => output.text.includes('of 3600 s'),
        () => `the first line of progress in ${output.text}`,
        300_000,
      );
      child.kill('SIGINT');
      const code = await ended;
      expect({ code, output: output.text }).toMatchObject({ code: 0 });
      expect(output.text).toContain('broken off');
      expect(output.text).toContain('throughput');
      expect(results().at(-1)).toMatchObject({ interrupted: true, options: { durationSeconds: 3_600 } });
      expect(readdirSync(join(home, 'postgres'))).not.toContain('postmaster.pid');
    },
    timeoutMs,
  );

  test('bad input is refused with one sentence', async () => {
    const { output, ended } = run(['--scenario', 'lunch']);
    expect(await ended).toBe(2);
    expect(output.text.trim()).toMatch(/^There is no scenario 'lunch': take browse, .*--help'\.$/);
  });
});
