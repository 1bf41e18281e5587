import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { runningServer } from '../../platform/postgres/server-lock.ts';
import { until } from '../../tests/support/until.ts';
import { root } from './home.ts';

/** A whole start on a busy machine with 2 slow cores. */
const slowMs = 180_000;
const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? test : test.skip;

interface Command {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
}

const running: Command[] = [];

function run(script: string, environment: Record<string, string>, args: string[] = []): Command {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'scripts', script), ...args], {
    cwd: root,
    detached: true,
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (text += chunk));
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const command = { child, output: () => text, exited };
  running.push(command);
  return command;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

async function environmentIn(folder: string): Promise<Record<string, string>> {
  const names = ['PORT', 'USERS_PORT', 'ACTIVITY_PORT', 'FRAUD_PORT', 'POSTGRES_PORT'];
  const ports = await Promise.all(names.map(async (name) => [name, String(await freePort())]));
  return { KITH_HOME: join(folder, 'home'), ...Object.fromEntries(ports) };
}

async function isUp(command: Command): Promise<boolean> {
  const ended = await Promise.race([command.exited, new Promise((resolve) => setTimeout(resolve, 20, 'running'))]);
  if (ended !== 'running') throw new Error(`It ended: ${command.output()}`);
  return command.output().includes('Kith is up');
}

async function ask(port: string, query: string): Promise<{ data: Record<string, unknown> }> {
  const response = await fetch(`http://localhost:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** Processes of ours whose environment names this data folder. */
function processesOn(home: string): string[] {
  const listed = execFileSync('ps', ['-eo', 'pid=']).toString().trim().split(/\s+/);
  return listed.filter((pid) => {
    try {
      const isOurs = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`KITH_HOME=${home}\0`);
      return isOurs || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${home}/postgres`);
    } catch {
      return false;
    }
  });
}

let folder: string;
let environment: Record<string, string>;

async function makeFolder(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'kith-start-'));
  chmodSync(folder, 0o755);
  environment = await environmentIn(folder);
}

async function stopAll(): Promise<void> {
  for (const { child, exited } of running.splice(0)) {
    child.kill('SIGTERM');
    await exited;
  }
}

describe('npm start, when it can not', () => {
  beforeEach(makeFolder);
  afterEach(async () => {
    await stopAll();
    rmSync(folder, { recursive: true });
  });

  async function expectRefusal(sentence: RegExp, command: Command, code = 1): Promise<void> {
    expect(await command.exited).toBe(code);
    const lines = command.output().trim().split('\n');
    expect(lines.at(-1)).toMatch(sentence);
    expect(command.output()).not.toMatch(/\n\s+at /);
    expect(processesOn(environment.KITH_HOME!)).toEqual([]);
  }

  test('says which port is taken, before anything is started', async () => {
    const blocker = await new Promise<Server>((resolve) => {
      const server: Server = createServer().listen(Number(environment.FRAUD_PORT), '127.0.0.1', () => resolve(server));
    });
    try {
      const sentence = /^Port \d+ \(fraud\) is taken: stop what listens there, or set FRAUD_PORT to a free port\.$/;
      await expectRefusal(sentence, run('start/main.ts', environment));
      expect(existsSync(join(environment.KITH_HOME!, 'postgres'))).toBe(false);
    } finally {
      blocker.close();
    }
  });

  test('says which settings are wrong, all at once', async () => {
    const command = run('start/main.ts', { ...environment, PORT: 'many', USERS_DATABASE_URL: 'nowhere' });
    expect(await command.exited).toBe(1);
    expect(command.output()).toMatch(/2 mistake\(s\):\n- PORT: .* and is 'many'\n- USERS_DATABASE_URL: .*\n$/);
  });

  test('says which flag it does not know', () =>
    expectRefusal(
      /^Unknown option '--fast': see 'npm start -- --help'\.$/,
      run('start/main.ts', environment, ['--fast']),
      2,
    ));

  test('says that a database of the user’s own can not be reached', () => {
    const url = 'postgresql://somebody@127.0.0.1:1/kith';
    const names = ['USERS_DATABASE_URL', 'ACTIVITY_DATABASE_URL', 'FRAUD_DATABASE_URL', 'LOG_DATABASE_URL'];
    const urls = Object.fromEntries(names.map((name) => [name, url]));
    return expectRefusal(
      /^The server at 127\.0\.0\.1 port 1 can't be reached: check that it runs/,
      run('start/main.ts', { ...environment, ...urls }),
    );
  });

  asRoot('as root, says which folder the database’s user can not enter (skipped for others)', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const home = join(closed, 'home');
    await expectRefusal(
      new RegExp(`that user can't enter ${closed}: run 'chmod o\\+x ${closed}'`),
      run('start/main.ts', { ...environment, KITH_HOME: home }),
    );
  });

  test('reset refuses a folder that is no data folder', () =>
    expectRefusal(/doesn't look like a data folder of Kith/, run('start/reset.ts', { KITH_HOME: folder })));
});

describe('npm start', () => {
  let command: Command;

  beforeAll(async () => {
    await makeFolder();
    command = run('start/main.ts', environment);
    await until(() => isUp(command), 'the first start', slowMs);
  }, slowMs);

  afterAll(async () => {
    await stopAll();
    rmSync(folder, { recursive: true });
  });

  test(
    'has everything up, with a population, until it is asked to stop; then nothing is left and the data is kept',
    async () => {
      const count = '{ discover(first: 100) { edges { node { id } } pageInfo { hasNextPage } } }';
      const { data } = await ask(environment.PORT!, count);
      expect((data.discover as { edges: unknown[] }).edges).toHaveLength(100);

      const second = run('start/main.ts', environment);
      expect(await second.exited).toBe(1);
      expect(second.output()).toMatch(/^'npm start' already runs on .* stop it with Ctrl-C first/);
      for (const script of ['start/reset.ts', 'seed/main.ts']) {
        const refused = run(script, environment);
        expect(await refused.exited).toBe(1);
        expect(refused.output()).toMatch(/^'npm start' already runs on /);
      }

      // As npm passes a terminal's Ctrl-C on: twice within a moment.
      command.child.kill('SIGINT');
      command.child.kill('SIGINT');
      expect(await command.exited).toBe(0);
      expect(command.output()).toMatch(/Stopping …\nEverything is stopped\.\n$/);
      expect(processesOn(environment.KITH_HOME!)).toEqual([]);
      expect(existsSync(join(environment.KITH_HOME!, 'running.json'))).toBe(false);
    },
    slowMs,
  );

  test(
    'starts again after it was killed without warning, keeps its data, and leaves no orphans',
    async () => {
      const killed = run('start/main.ts', environment);
      await until(() => isUp(killed), 'the second start', slowMs);
      expect(killed.output()).toMatch(/Demo population: kept/);
      const registered = `mutation { register(input: { email: "kept@demo.example", password: "a-long-password",
        handle: "kept_one", name: "Kept", birthDate: "1990-05-04", city: "Berlin" }) { userErrors { code } } }`;
      await ask(environment.PORT!, registered);
      killed.child.kill('SIGKILL');
      await killed.exited;
      const postgres = runningServer(join(environment.KITH_HOME!, 'postgres'));
      await until(
        () => processesOn(environment.KITH_HOME!).length === (postgres === undefined ? 0 : 1),
        'the orphans to end by themselves',
        slowMs,
      );

      const again = run('start/main.ts', environment);
      await until(() => isUp(again), 'the third start', slowMs);
      const { data } = await ask(environment.PORT!, '{ userByHandle(handle: "kept_one") { name } }');
      expect(data.userByHandle).toEqual({ name: 'Kept' });
      again.child.kill('SIGTERM');
      expect(await again.exited).toBe(0);

      const reset = run('start/reset.ts', environment);
      expect(await reset.exited).toBe(0);
      expect(existsSync(join(environment.KITH_HOME!, 'postgres'))).toBe(false);
    },
    slowMs * 2,
  );
});
