import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMigratedDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { until } from '../../tests/support/until.ts';
import { createPool } from '../postgres/pool.ts';
import { createLogger } from '../telemetry/logger.ts';
import { awaitDependency } from './await-dependency.ts';

const logger = createLogger('test', 'silent');
let database: TestDatabase;
beforeAll(async () => {
  database = await createMigratedDatabase('users');
});
afterAll(() => database.drop());

/** A port where nobody listens yet. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Listens on a port and passes everything on to the real database. */
async function openDatabaseAt(port: number): Promise<Server> {
  const { hostname, port: databasePort } = new URL(database.url);
  const server = createServer((socket) => {
    const upstream = connect(Number(databasePort), hostname);
    socket.pipe(upstream).pipe(socket);
    for (const one of [socket, upstream]) one.on('error', () => {});
    socket.on('close', () => upstream.destroy());
    upstream.on('close', () => socket.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const urlAt = (port: number): string => {
  const url = new URL(database.url);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return url.href;
};

describe('a start whose dependency is late', () => {
  test('waits for it and is ready once it is there', async () => {
    const port = await freePort();
    const adminPort = await freePort();
    const child: ChildProcess = fork(join(import.meta.dirname, '../../subgraphs/users/bin/users.ts'), {
      execArgv: ['--import', 'tsx'],
      env: {
        PATH: process.env.PATH,
        LOG_LEVEL: 'silent',
        USERS_PORT: '0',
        ADMIN_PORT: String(adminPort),
        USERS_DATABASE_URL: urlAt(port),
        INTERNAL_TOKEN_SECRET: 'a secret of the tests that is long enough',
      },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const said: unknown[] = [];
    child.on('message', (message) => said.push(message));
    const probe = (path: string) =>
      fetch(`http://127.0.0.1:${adminPort}${path}`).then(
        ({ status }) => status,
        () => 0,
      );
    await until(async () => (await probe('/startup')) === 503, 'it to say that it starts');
    expect([await probe('/live'), await probe('/ready'), said]).toEqual([200, 503, []]);
    const late = await openDatabaseAt(port);
    await until(() => said.length > 0, 'it to be ready');
    expect(said).toEqual([{ ready: true }]);
    expect([await probe('/startup'), await probe('/ready')]).toEqual([200, 200]);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    late.close();
  });

  test('gives up after a bounded time and says what is missing', async () => {
    const pool = createPool(urlAt(await freePort()), { connectionsMax: 1, applicationName: 'late' });
    await expect(
      awaitDependency('The database', () => pool.query('SELECT 1'), { logger, patienceMs: 500 }),
    ).rejects.toThrow(/^The database could not be reached within 0\.5 s: .*ECONNREFUSED/);
    await pool.end();
  });

  test('tells at once what no waiting helps', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    const pool = createPool(url.href, { connectionsMax: 1, applicationName: 'late' });
    await expect(awaitDependency('The database', () => pool.query('SELECT 1'), { logger })).rejects.toMatchObject({
      code: '3D000',
    });
    await pool.end();
  });
});
