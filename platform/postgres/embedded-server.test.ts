import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { until } from '../../tests/support/until.ts';
import { type EmbeddedServer, type EmbeddedServerOptions, startEmbeddedServer } from './embedded-server.ts';
import { runningServer, stopLeftover } from './server-lock.ts';

const fast = { fsync: 'off', full_page_writes: 'off' };
const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? test : test.skip;
const onTmpfs = isRoot && canMount() ? test : test.skip;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'kith-embedded-'));
  chmodSync(made, 0o755);
  cleanups.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function start(options: Omit<EmbeddedServerOptions, 'port'> & { port?: number }): Promise<EmbeddedServer> {
  const server = await startEmbeddedServer({ port: await freePort(), settings: fast, ...options });
  cleanups.push(() => server.stop());
  return server;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'kith-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('umount', [place], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

describe('the embedded server', () => {
  test('keeps what was committed from one start to the next', async () => {
    const dataFolder = join(folder(), 'data');
    const first = await start({ dataFolder });
    await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await start({ dataFolder });
    expect(await query(second.url('postgres'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  test('lets nobody in without its password', async () => {
    const server = await start({ dataFolder: join(folder(), 'data'), password: 'a p@ss/word' });
    expect(await query(server.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const without = new URL(server.url('postgres'));
    without.password = 'wrong';
    await expect(query(without.href, 'SELECT 1')).rejects.toThrow(/password/);
  });

  test('refuses a folder on which another server runs, and says which', async () => {
    const dataFolder = join(folder(), 'data');
    const { pid } = await start({ dataFolder });
    await expect(start({ dataFolder })).rejects.toThrow(`already running (process ${pid})`);
  });

  test('says in one sentence that its port is taken', async () => {
    const dataFolder = join(folder(), 'data');
    const blocker = createServer();
    const port = await new Promise<number>((resolve) =>
      blocker.listen(0, '127.0.0.1', () => resolve((blocker.address() as { port: number }).port)),
    );
    cleanups.push(() => blocker.close());
    await expect(start({ dataFolder, port })).rejects.toThrow(
      `Port ${port} is taken: stop what listens there, or set POSTGRES_PORT to a free port.`,
    );
  });

  test('starts on a folder whose server was killed, with what was committed', async () => {
    const dataFolder = join(folder(), 'data');
    const killed = await start({ dataFolder });
    await query(killed.url('postgres'), 'CREATE TABLE kept AS SELECT 1 AS one');
    process.kill(killed.pid, 'SIGKILL');
    expect(await killed.crashed).toMatch(/ended by itself/);
    expect(existsSync(join(dataFolder, 'postmaster.pid'))).toBe(true);
    // Its backends notice within moments; until then the folder is still in use.
    const next = await until(() => start({ dataFolder }).catch(() => undefined), 'the next start');
    expect(await query(next.url('postgres'), 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  test('starts on a folder whose lock names a process that is something else now', async () => {
    const dataFolder = join(folder(), 'data');
    await (await start({ dataFolder })).stop();
    writeFileSync(join(dataFolder, 'postmaster.pid'), `${process.pid}\n${dataFolder}\n`);
    expect(runningServer(dataFolder)).toBeUndefined();
    await start({ dataFolder });
  });

  test('outlives a starter that was killed, and can then be stopped cleanly', async () => {
    const dataFolder = join(folder(), 'data');
    const port = await freePort();
    const starter = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        '--input-type=module',
        '--eval',
        `import { startEmbeddedServer } from ${JSON.stringify(join(import.meta.dirname, 'embedded-server.ts'))};
         await startEmbeddedServer(${JSON.stringify({ dataFolder, port, settings: fast })});
         process.stdout.write('up');`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise((resolve) => starter.stdout.once('data', resolve));
    starter.kill('SIGKILL');
    const pid = runningServer(dataFolder)!;
    expect(pid).toBeGreaterThan(0);
    await stopLeftover(dataFolder);
    expect(runningServer(dataFolder)).toBeUndefined();
    await start({ dataFolder, port });
  });

  test('leaves no half-made folder when it could not be initialised', async () => {
    const place = folder();
    const dataFolder = join(place, 'data');
    mkdirSync(dataFolder);
    // initdb and rename refuse a folder that has something of somebody else in it.
    writeFileSync(join(dataFolder, 'somebody-elses.txt'), 'keep me');
    await expect(start({ dataFolder })).rejects.toThrow();
    expect(existsSync(join(dataFolder, 'somebody-elses.txt'))).toBe(true);
    expect(existsSync(`${dataFolder}.new`)).toBe(false);
  });

  asRoot(
    'as root, names the folder that its user may not enter (skipped where the tests do not run as root)',
    async () => {
      const closed = join(folder(), 'closed');
      mkdirSync(closed, { mode: 0o700 });
      await expect(start({ dataFolder: join(closed, 'data') })).rejects.toThrow(
        `that user can't enter ${closed}: run 'chmod o+x ${closed}'`,
      );
    },
  );

  onTmpfs('says in one sentence that the disk is full (skipped where no small disk can be mounted)', async () => {
    const place = folder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m,mode=755', 'tmpfs', place]);
    cleanups.push(() => execFileSync('umount', [place]));
    await expect(start({ dataFolder: join(place, 'data') })).rejects.toThrow(
      'The disk is full: free some space and start again.',
    );
    expect(existsSync(join(place, 'data', 'PG_VERSION'))).toBe(false);
  });
});
