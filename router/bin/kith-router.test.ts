import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { until } from '../../tests/support/until.ts';
import { startTestSubgraphs, type TestSubgraphs } from '../test-support/test-subgraphs.ts';

const launcher = join(import.meta.dirname, 'kith-router.mjs');
const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
  type Query { hello: String }
`;

let folder: string;
let subgraphs: TestSubgraphs;
/** A start loads the planner, which takes seconds where other suites run too. */
const startTimeoutMs = 90_000;
jest.setTimeout(3 * startTimeoutMs);
const children: ChildProcess[] = [];
beforeAll(async () => {
  subgraphs = await startTestSubgraphs({ hello: { sdl, resolvers: { Query: { hello: () => 'hello' } } } });
  folder = mkdtempSync(join(tmpdir(), 'kith-router-test-'));
  writeFileSync(join(folder, 'supergraph.graphql'), subgraphs.supergraph);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await subgraphs.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the command in a folder that isn't the repository's, with nothing in its environment. */
function run(...args: string[]) {
  const child = spawn(process.execPath, [launcher, ...args], { cwd: folder, env: { PATH: process.env.PATH } });
  children.push(child);
  const out = { text: '', code: undefined as number | null | undefined };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      out.text += chunk;
    });
  child.once('close', (code) => {
    out.code = code;
  });
  return {
    out,
    child,
    ended: () => until(() => out.code !== undefined && { code: out.code }, 'the command to end', startTimeoutMs),
    url: () => until(() => /"url":"([^"]+)"/.exec(out.text)?.[1], 'the router to serve', startTimeoutMs),
  };
}

/** The processes that a process started, as the kernel lists them; tsx runs a compiler of its own among them. */
function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return (children === '' ? [] : children.split(' ').map(Number)).filter((child) =>
    readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('kith-router'),
  );
}

const ask = async (url: string) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ignored' },
    body: '{"query":"{ hello }"}',
  });
  return response.json();
};

describe('kith-router', () => {
  test('serves a supergraph with nothing but its file, to anybody, and stops cleanly on SIGTERM', async () => {
    const router = run('--supergraph', 'supergraph.graphql', '--port', '0');
    const url = await router.url();
    expect(await ask(url)).toEqual({ data: { hello: 'hello' } });
    expect((await fetch(new URL('/health', url))).status).toBe(200);
    router.child.kill('SIGTERM');
    expect(await router.ended()).toEqual({ code: 0 });
  });

  test('takes everything else from a config file, and its options win over it', async () => {
    writeFileSync(
      join(folder, 'router.yaml'),
      'supergraph: nowhere.graphql\nlisten: { port: 1, path: /api }\nhttp: { graphiql: false }\n',
    );
    const router = run(
      '--config',
      'router.yaml',
      '--supergraph',
      'supergraph.graphql',
      '--port',
      '0',
      '--host',
      '127.0.0.1',
    );
    const url = await router.url();
    expect(new URL(url).pathname).toBe('/api');
    expect(await ask(url)).toEqual({ data: { hello: 'hello' } });
    expect((await fetch(url, { headers: { accept: 'text/html' } })).status).toBe(406);
  });

  test('with --workers shares its port among processes, replaces one that dies, and stops them all', async () => {
    const router = run('--supergraph', 'supergraph.graphql', '--port', '0', '--workers', '2');
    const url = await router.url();
    // One line of each worker, and one of the process that started them.
    const ready = () => router.out.text.split('"msg":"ready"').length - 1;
    await until(() => ready() === 3, 'the workers', startTimeoutMs);
    const pids = () => childrenOf(router.child.pid!);
    const [victim] = await until(() => pids().length === 2 && pids(), 'two workers');
    expect(await ask(url)).toEqual({ data: { hello: 'hello' } });
    process.kill(victim!, 'SIGKILL');
    await until(
      () => pids().length === 2 && !pids().includes(victim!) && ready() === 4,
      'another worker',
      startTimeoutMs,
    );
    expect(await ask(url)).toEqual({ data: { hello: 'hello' } });
    const before = pids();
    router.child.kill('SIGTERM');
    expect(await router.ended()).toEqual({ code: 0 });
    for (const pid of before) expect(() => process.kill(pid, 0)).toThrow();
  });

  test('explains itself with --help, and what is wrong otherwise', async () => {
    const help = run('--help');
    expect(await help.ended()).toEqual({ code: 0 });
    expect(help.out.text).toContain('--supergraph FILE');
    const cases: [string[], string][] = [
      [[], '--supergraph FILE is needed'],
      [['--supergraph', 's', '--port', 'many'], '--port must be a number'],
      [['--supergraph', 's', '--workers', '0'], '--workers must be a number'],
      [['--nonsense'], "Unknown option '--nonsense'"],
      [['--config', 'missing.yaml'], "missing.yaml can't be read"],
    ];
    const runs = cases.map(([args]) => run(...args));
    for (const [index, { ended, out }] of runs.entries()) {
      expect(await ended()).toEqual({ code: 2 });
      expect(out.text).toContain(cases[index]![1]);
      expect(out.text).not.toMatch(/^\s+at /m);
    }
  });

  test('ends with 1 and a sentence where it can’t start: no such file, a broken one, a taken port', async () => {
    writeFileSync(join(folder, 'broken.graphql'), 'type Query { a: Nothing }');
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const runs = [
      run('--supergraph', 'missing.graphql'),
      run('--supergraph', 'broken.graphql'),
      run('--supergraph', 'supergraph.graphql', '--port', String(port)),
    ];
    for (const { ended } of runs) expect(await ended()).toEqual({ code: 1 });
    expect(runs[0]!.out.text).toMatch(
      /could not start: The supergraph \S*missing\.graphql isn't there: check the path\./,
    );
    expect(runs[1]!.out.text).toContain("broken.graphql can't be used: Unknown type Nothing (line 1, column 17)");
    for (const { out } of runs) expect(out.text).not.toMatch(/"stack"/);
    expect(runs[2]!.out.text).toContain(
      `Port ${port} is taken: stop what listens there, or set --port to a free port.`,
    );
    taken.close();
  });
});
