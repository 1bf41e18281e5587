import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

/** Ten processes start, one core may be another's: it takes 20 s on an idle machine. */
const tinyRunMs = 180_000;
const tiny =
  '--logs postgres --connections 20 --events 50 --latency-events 20 --subscribers 10 --deliveries 40 --closings 2 --idle-seconds 1 --rounds 1';

const run = (args: readonly string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'main.ts'), ...args]);

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'kith-bench-test-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe('npm run bench:live', () => {
  test('says what it can be told', async () => {
    const { stdout } = await run(['--help']);
    for (const option of ['--connections', '--events', '--logs', '--minutes']) expect(stdout).toContain(option);
  });

  test('refuses what it does not know, in one line, before anything is started', async () => {
    await expect(run(['--connections', 'many'])).rejects.toMatchObject({
      code: 2,
      stderr: "--connections must be a whole number from 0 to 25000, and is 'many'.\n",
    });
  });

  test(
    'measures a tiny run, prints the table and writes the same figures',
    async () => {
      const postgres = process.env.TEST_POSTGRES_URL!;
      const { stdout } = await run([...tiny.split(' '), '--postgres', postgres, '--out', out]);
      const [file] = readdirSync(out);
      expect(file).toMatch(/^live-\d{4}-\d\d-\d\d\.json$/);
      const stored = JSON.parse(readFileSync(join(out, file!), 'utf8'));
      const { postgres: log } = stored.logs;
      expect(stdout).toMatch(new RegExp(`events a second, mutation → client +${log.eventsPerSecond} `));
      expect(log.latencyMs).toMatchObject({ samples: 20, p50: expect.any(Number) });
      expect(log.cpuUsPerEvent.router).toBeGreaterThan(0);
      // Ten sockets of one account share an execution; ten accounts have one each, for an event each.
      expect(log.fanOut.shared).toMatchObject({ executionsPerEvent: 1 });
      expect(log.fanOut.distinct).toMatchObject({ executionsPerEvent: 1 });
      expect(log.fanOut.shared.cpuUsPerDelivery).toBeGreaterThan(0);
      expect(stored.floor.fanOut.shared.cpuUsPerDelivery).toBeGreaterThan(0);
      expect(log.closedMs.restricted).toMatchObject({ samples: 2, longest: expect.any(Number) });
      expect(log.closedMs.revoked).toMatchObject({ samples: 2, longest: expect.any(Number) });
      expect(stored.connections.router.held).toBe(20);
      // It holds the connection string's password, if there is one.
      expect(stored.options.postgres).toBe('given');
    },
    tinyRunMs,
  );
});
