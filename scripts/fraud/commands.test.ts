import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import { allTopics } from '../../events/topics.ts';
import type { Log } from '../../platform/log/port.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { actions, registered, start } from '../../subgraphs/fraud/fixtures/facts.ts';
import { recordOf } from '../../subgraphs/fraud/fixtures/publish.ts';
import { rulesPath } from '../../subgraphs/fraud/fixtures/rules.ts';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { silentLogger } from '../start/silent-logger.ts';

const user = uuidv7();
let database: TestDatabase;
let log: Log;

beforeAll(async () => {
  database = await createEmptyDatabase('log');
  log = await createPostgresLog({ databaseUrl: database.url, clientId: 'test', logger: silentLogger('test') });
  await log.ensureTopics(allTopics);
  const facts = [
    registered(start, user),
    ...actions('visited', 99, { fromMs: start + 1_000, stepMs: 5_000, user }),
    ...actions('liked', 99, { fromMs: start + 2_000, stepMs: 5_000, user }),
  ];
  await log.append(facts.map(recordOf));
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

function fraud(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'main.ts'), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, LOG_DATABASE_URL: database.url },
  });
}

describe('npm run fraud', () => {
  test('backtest tells whom proposed rules would restrict, and by the labels whether that is right', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kith-backtest-'));
    const proposed = join(folder, 'rules.yaml');
    const labels = join(folder, 'labels.json');
    writeFileSync(proposed, readFileSync(rulesPath, 'utf8').replace('people: 100,', 'people: 99,'));
    writeFileSync(labels, JSON.stringify({ bad: [{ kind: 'founding-burst', accounts: [{ id: user }] }] }));
    const { status, stdout } = fraud('backtest', '--rules', proposed, '--labels', labels);
    expect(status).toBe(0);
    expect(stdout).toContain('199 events');
    expect(stdout).toMatch(new RegExp(`${user} (ALLOW|CASE) -> RESTRICT \\(labelled bad\\)`));
    expect(stdout).toContain('precision 1.000, recall 1.000');
  });

  test('backtest of the rules in force changes nothing', () => {
    expect(fraud('backtest', '--rules', rulesPath).stdout).toContain('nobody would be judged otherwise');
  });

  test('explain tells what an account did, and what stands against it', () => {
    const { status, stdout } = fraud('explain', user);
    expect(status).toBe(0);
    expect(stdout).toMatch(/action (ALLOW|CASE)/);
    expect(stdout).toContain('visited 99');
  });

  test.each([
    [['explain', uuidv7()], /holds nothing/],
    [['explain'], /needs the id/],
    [['backtest'], /needs --rules/],
    [['backtest', '--rules', rulesPath, '--from', 'yesterday'], /--from must be a day/],
    [['evaluate', '--users', '3'], /at least/],
  ])('%j is refused in one sentence', (args, message) => {
    const { status, stderr } = fraud(...args);
    expect(status).toBe(1);
    expect(stderr.trim()).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
