import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { freePorts } from '../support/free-ports.ts';
import { guardRun } from '../support/run-guard.ts';
import { until } from '../support/until.ts';
import { imageEnvironment } from './docker-context.ts';
import { layOutImage } from './production-tree.ts';
import { readYaml } from './read-manifests.ts';

/** Eight processes start at once, perhaps beside other suites. */
const patienceMs = 120_000;
const compose = readYaml('compose.yaml');
type Environment = Readonly<Record<string, string>>;

/**
 * The processes of compose.yaml, in a folder that has what the image has, with nothing in their environment but what
 * compose.yaml gives them, as a user who may write nowhere in it. Instead of Kafka there is the log in PostgreSQL; limits
 * are counted in memory, and there is no collector: each has suites of its own.
 */
describe('what the image has is enough', () => {
  let folder: string;
  const databases = new Map<string, TestDatabase>();
  const running = new Map<string, { child: ChildProcess; output: () => string; ended: Promise<unknown> }>();
  const serving = Object.keys(compose.services).filter((name) => compose.services[name].environment?.ADMIN_PORT);
  const ports = new Map<string, { graph: number; admin: number }>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kith-image-'));
    layOutImage(folder);
    // As the image's files are: of root, for everybody to read.
    chmodSync(folder, 0o755);
    guardRun([], folder);
    for (const name of ['kith_users', 'kith_activity', 'kith_fraud', 'kith_usage', 'log']) {
      databases.set(name, await createEmptyDatabase(name));
    }
    const free = await freePorts(2 * serving.length);
    for (const name of serving) ports.set(name, { graph: free.pop()!, admin: free.pop()! });
  }, patienceMs);
  afterAll(async () => {
    for (const { child } of running.values()) child.kill('SIGKILL');
    for (const database of databases.values()) await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }, patienceMs);

  function environmentOf(name: string): Environment {
    const given: Environment = compose.services[name].environment;
    const {
      REDIS_URL: _redis,
      KAFKA_BROKERS: brokers,
      ...environment
    } = Object.fromEntries(
      Object.entries(given).map(([key, value]) => {
        const database = /^postgresql:.*\/(\w+)$/.exec(value)?.[1];
        const [, host, path] = /^http:\/\/(\w+):\d+(.*)$/.exec(value) ?? [];
        if (database) return [key, databases.get(database)!.url];
        // Nobody listens for spans.
        if (host === 'collector') return [key, 'http://127.0.0.1:9'];
        return [key, host && key !== 'ISSUER' ? `http://127.0.0.1:${ports.get(host)!.graph}${path}` : value];
      }),
    );
    const own = ports.get(name);
    return {
      ...environment,
      ...(brokers ? { LOG: 'postgres', LOG_DATABASE_URL: databases.get('log')!.url } : {}),
      ...(own ? { ADMIN_PORT: String(own.admin) } : {}),
      ...(own && name === 'router' ? { PORT: String(own.graph) } : {}),
      ...(own && /^(users|activity|fraud)$/.test(name) ? { [`${name.toUpperCase()}_PORT`]: String(own.graph) } : {}),
    };
  }

  function start(name: string, command: readonly string[], environment: Environment) {
    // The image's Node runs TypeScript as it is; an older one here needs what the image has for it.
    const { typescript } = process.features as { typescript?: string | false };
    const older = typescript ? [] : ['--import', 'tsx'];
    const user = process.getuid?.() === 0 ? { uid: 10001, gid: 10001 } : {};
    // Nothing can be written outside of the folder either, /tmp least of all.
    const env = { ...imageEnvironment, ...environment, TMPDIR: '/nowhere' };
    const child = spawn(process.execPath, [...older, ...command], { cwd: folder, env, ...user });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)));
    const one = { child, output: () => output, ended };
    running.set(name, one);
    guardRun([child.pid!], folder);
    return one;
  }
  const run = async (name: string, command: readonly string[], environment: Environment): Promise<string> => {
    const { ended, output } = start(name, command, environment);
    expect([await ended, output()]).toEqual([0, expect.any(String)]);
    return output();
  };
  const ask = async (name: string, path: string) => {
    const response = await fetch(`http://127.0.0.1:${ports.get(name)!.admin}${path}`).catch(() => undefined);
    return response && { status: response.status, text: await response.text() };
  };

  test('to migrate empty databases and to make the topics', async () => {
    expect(readdirSync(folder)).not.toContain('tests');
    for (const name of ['migrate', 'topics']) {
      const output = await run(name, compose.services[name].command, environmentOf(name));
      expect(output).toMatch(name === 'migrate' ? /users: \d+_init/ : /users\.status +\d+ +the last of each key/);
    }
  }, 300_000);

  test('to start every process, which then says that it lives and is ready', async () => {
    for (const name of serving) start(name, compose.services[name].command, environmentOf(name));
    for (const name of serving) {
      const { output, child } = running.get(name)!;
      const ready = async () => child.exitCode !== null || (await ask(name, '/ready'))?.status === 200;
      await until(ready, () => `${name}: ${output()}`, patienceMs);
      // What it printed is beside it only to be seen where it ended.
      expect([name, child.exitCode, output()]).toEqual([name, null, expect.any(String)]);
      expect(await ask(name, '/live')).toMatchObject({ status: 200 });
      expect((await ask(name, '/metrics'))!.text).toContain(`process_cpu_seconds_total{service="${name}"}`);
    }
  }, 600_000);

  test('to register somebody, to answer what two subgraphs have a part of, to show GraphiQL, and to look into the log', async () => {
    const { graph } = ports.get('router')!;
    const request = async (query: string, variables = {}) => {
      const response = await fetch(`http://127.0.0.1:${graph}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      return response.json();
    };
    // The password's hash is made by a native program, of which there is one for each platform.
    const input = {
      email: 'ada@example.com',
      password: 'demo-demo-demo',
      handle: 'ada',
      name: 'Ada',
      birthDate: '1990-01-01',
      city: 'Ghent',
    };
    const register = 'mutation Join($input: RegisterInput!) { register(input: $input) { userErrors { code } } }';
    expect(await request(register, { input })).toEqual({ data: { register: { userErrors: [] } } });
    const edges = [{ node: { name: 'Ada', visitCount: 0 } }];
    const look = 'query Look { discover(first: 2) { edges { node { name visitCount } } } }';
    await until(
      async () => JSON.stringify(await request(look)) === JSON.stringify({ data: { discover: { edges } } }),
      'the new account to be found',
      patienceMs,
    );
    // One so large is planned in a thread, which loads its own code.
    const people = Array.from({ length: 60 }, (_, index) => `p${index}: node { id name visitCount }`);
    const large = `query Large { discover(first: 2) { edges { ${people.join(' ')} } } }`;
    const { errors, data } = (await request(large)) as { errors?: unknown; data: { discover: { edges: object[] } } };
    expect([errors, Object.keys(data?.discover.edges[0] ?? {}).length]).toEqual([undefined, people.length]);
    const browser = await fetch(`http://127.0.0.1:${graph}/graphql`, { headers: { accept: 'text/html' } });
    const [, script] = /<script[^>]* src="([^"]+)"/.exec(await browser.text())!;
    expect((await fetch(`http://127.0.0.1:${graph}${script}`)).status).toBe(200);
    const lag = await run('lag', ['scripts/log/main.ts', 'lag'], environmentOf('users-worker'));
    expect(lag).toContain('activity');
  }, 300_000);

  test('to stop in order when told', async () => {
    for (const name of serving) running.get(name)!.child.kill('SIGTERM');
    for (const name of serving) {
      const { ended, output } = running.get(name)!;
      expect([name, await ended, output()]).toEqual([name, 0, expect.stringContaining('"stopped"')]);
    }
  }, 300_000);
});
