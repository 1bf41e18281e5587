import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PrismaPg } from '@prisma/adapter-pg';
import { uuidv7 } from 'uuidv7';
import { allTopics } from '../../events/topics.ts';
import type { Log } from '../../platform/log/port.ts';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { createPool } from '../../platform/postgres/pool.ts';
import { PrismaClient } from '../../prisma/fraud/generated/client.ts';
import { openFraudDatabase } from '../../subgraphs/fraud/fixtures/database.ts';
import { actions, registered, start } from '../../subgraphs/fraud/fixtures/facts.ts';
import { findingOf } from '../../subgraphs/fraud/fixtures/findings.ts';
import { recordOf } from '../../subgraphs/fraud/fixtures/publish.ts';
import { rulesPath } from '../../subgraphs/fraud/fixtures/rules.ts';
import { createDecisionStore } from '../../subgraphs/fraud/store/decision-store.ts';
import { createVerdictStore } from '../../subgraphs/fraud/store/verdict-store.ts';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { freePorts } from '../../tests/support/free-ports.ts';
import { createDatabases, embeddedUrls, migrate, startPostgres } from '../start/databases.ts';
import { prepareHome } from '../start/home.ts';
import { keepSecrets } from '../start/secrets.ts';
import { readSettings } from '../start/settings.ts';
import { silentLogger } from '../start/silent-logger.ts';

const user = uuidv7();
let database: TestDatabase;
let log: Log;

beforeAll(async () => {
  database = await createEmptyDatabase('log');
  log = await createPostgresLog({ databaseUrl: database.url, clientId: 'test', logger: silentLogger('test') });
  await log.ensureTopics(allTopics);
  await log.append(story().map(recordOf));
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

const story = () => [
  registered(start, user),
  ...actions('visited', 99, { fromMs: start + 1_000, stepMs: 5_000, user }),
  ...actions('liked', 99, { fromMs: start + 2_000, stepMs: 5_000, user }),
];

function fraud(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return fraudWith({}, ...args);
}

function fraudWith(environment: Record<string, string>, ...args: string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'main.ts'), ...args], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      ...('KITH_HOME' in environment ? {} : { LOG_DATABASE_URL: database.url }),
      ...environment,
    },
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
    expect(stdout).toMatch(new RegExp(`${user} ALLOW -> RESTRICT \\(labelled bad\\)`));
    expect(stdout).toContain('precision 1.000, recall 1.000');
    // An enthusiastic newcomer's 99 of each are not even a case by the rules in force.
    expect(stdout).toContain(
      '1 accounts would be judged otherwise: 1 newly caught, 0 newly freed, 0 by another action',
    );
  });

  test('backtest of the rules in force changes nothing', () => {
    expect(fraud('backtest', '--rules', rulesPath).stdout).toContain('nobody would be judged otherwise');
  });

  test('explain tells what an account did, and what stands against it', () => {
    const { status, stdout } = fraud('explain', user);
    expect(status).toBe(0);
    expect(stdout).toMatch(/action (ALLOW|CASE)/);
    expect(stdout).toContain('visited 99');
    expect(stdout).toContain('not asked: set FRAUD_DATABASE_URL');
  });

  test('explain tells what was decided and what a reviewer said, where the fraud database is given', async () => {
    const stored = await openFraudDatabase();
    try {
      const { prisma, url } = stored;
      await createDecisionStore(prisma).record([findingOf(user)], { caseScore: 0.6 });
      const { id } = await prisma.fraudCase.findFirstOrThrow({ where: { userId: user } });
      const before = fraudWith({ FRAUD_DATABASE_URL: url }, 'explain', user).stdout;
      expect(before).toContain('level HIGH, score 1, restricted');
      expect(before).toMatch(new RegExp(`case ${id} OPEN`));
      const reviewerId = uuidv7();
      const verdict = { id, verdict: 'CLEARED', note: 'A demo.', reviewerId, trace: null } as const;
      await createVerdictStore(prisma).resolve(verdict);
      const after = fraudWith({ FRAUD_DATABASE_URL: url }, 'explain', user).stdout;
      expect(after).toContain('level NONE, score 0, not restricted');
      expect(after).toMatch(/decision .* founding\/.*, cleared /);
      expect(after).toMatch(new RegExp(`case ${id} RESOLVED, .*CLEARED .* by ${reviewerId}: A demo\\.`));
      expect(after).toMatch(new RegExp(`audit .* RELEASED by ${reviewerId}`));
    } finally {
      await stored.close();
    }
  });

  test('explain tells in one sentence that the fraud database is not there', () => {
    const { status, stderr } = fraudWith({ FRAUD_DATABASE_URL: 'postgresql://127.0.0.1:1/none' }, 'explain', user);
    expect(status).toBe(1);
    expect(stderr.trim()).toMatch(/^The fraud database can't be read \(FRAUD_DATABASE_URL\)/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test.each([
    [['--wat'], /no command '--wat': see 'npm run fraud -- --help'/],
    [['explain'], /needs the id/],
    [['explain', 'somebody', '--wat'], /Unknown option '--wat': see 'npm run fraud -- --help'/],
    [['backtest'], /needs --rules/],
    [['backtest', '--rules', rulesPath, '--from', 'yesterday'], /--from must be a day/],
    [['backtest', '--wat'], /Unknown option '--wat': see/],
    [['evaluate', '--users', '3'], /--users must be a whole number from 150 to /],
    [['evaluate', '--seeds', 'one,2'], /must be a number/],
    [['evaluate', '--seed', '1,2'], /must be a number/],
    [['evaluate', '--seed', '1', '--seeds', '2'], /not both/],
  ])('%j is refused in one sentence', (args, message) => {
    const { status, stderr } = fraud(...args);
    expect(status).toBe(2);
    expect(stderr.trim()).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

test('a file that is not there is a failure as well, told without a stack', () => {
  const { status, stderr } = fraud('backtest', '--rules', '/nowhere/rules.yaml');
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: "The rules document /nowhere/rules.yaml isn't there: check the path.\n",
  });
});

test('an account that the log holds nothing of is a failure, not a wrong command', () => {
  const { status, stderr } = fraud('explain', uuidv7());
  expect(status).toBe(1);
  expect(stderr).toMatch(/^The log holds nothing of an account \S+\.\n$/);
});

describe("npm run fraud where an 'npm start' runs", () => {
  const folder = mkdtempSync(join(tmpdir(), 'kith-fraud-home-'));
  // As root the database runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const environment = { KITH_HOME: join(folder, 'home') };
  afterAll(() => rmSync(folder, { recursive: true }));

  test('finds its log and its fraud database by its folder, whatever its port, and says so when it has stopped', async () => {
    const before = fraudWith(environment, 'explain', user);
    expect(before.status).toBe(1);
    expect(before.stderr).toMatch(/^No 'npm start' runs on .*home: start one, .*\n$/);

    const [port] = await freePorts(1);
    const home = prepareHome(environment);
    const { POSTGRES_PASSWORD } = keepSecrets(home, {});
    const server = await startPostgres(home, readSettings({ POSTGRES_PORT: String(port) }), POSTGRES_PASSWORD);
    try {
      await createDatabases(server, { anew: false });
      const urls = embeddedUrls(server);
      await migrate(urls);
      const own = await createPostgresLog({ databaseUrl: urls.log!, clientId: 'test', logger: silentLogger('test') });
      await own.ensureTopics(allTopics);
      await own.append(story().map(recordOf));
      await own.close();
      const pool = createPool(urls.fraud, { connectionsMax: 1, applicationName: 'test' });
      const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
      await createDecisionStore(prisma).record([findingOf(user)], { caseScore: 0.6 });
      await prisma.$disconnect();
      await pool.end();

      const { stdout, stderr } = fraudWith(environment, 'explain', user);
      expect(stderr).toBe('');
      expect(stdout).toContain('visited 99');
      expect(stdout).toContain('level HIGH, score 1, restricted');
      expect(fraudWith(environment, 'backtest', '--rules', rulesPath).stdout).toContain('199 events');
    } finally {
      await server.stop();
    }
    expect(fraudWith(environment, 'backtest', '--rules', rulesPath).stderr).toMatch(/^No 'npm start' runs on/);
    // A database is made and four commands are started, each seconds long on a busy machine.
  }, 180_000);
});
