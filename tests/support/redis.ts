import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { describeOn, type Found } from './describe-on.ts';
import { freePorts } from './free-ports.ts';
import { guardRun } from './run-guard.ts';
import { until } from './until.ts';

/**
 * A suite on a real Redis: REDIS_URL if that is set, else a `redis-server` of the suite's own. Called at the top of a
 * test file, with `await`:
 *
 *     await describeOnRedis('limits kept in Redis', (url) => { test(…) });
 *
 * Use keys of your own: a REDIS_URL may be shared.
 */
export async function describeOnRedis(name: string, define: (url: string) => void): Promise<void> {
  describeOn(name, await redisForSuite(), process.env.REQUIRE_REDIS === '1', define);
}

async function redisForSuite(): Promise<Found<string>> {
  if (process.env.REDIS_URL) return { server: process.env.REDIS_URL };
  try {
    const redis = await startRedis();
    afterAll(() => redis.stop());
    return { server: redis.url };
  } catch (error) {
    return { missing: `no REDIS_URL; ${(error as Error).message}` };
  }
}

export interface TestRedis {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts an empty Redis that keeps nothing. Rejects with the reason if there is no `redis-server`. */
export async function startRedis(options: { port?: number } = {}): Promise<TestRedis> {
  const port = options.port ?? (await freePorts(1))[0]!;
  const folder = mkdtempSync(join(tmpdir(), 'kith-redis-'));
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn('redis-server', args, { stdio: 'ignore' });
  let failed: Error | undefined;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      failed ??= new Error(`redis-server ended with code ${code}`);
      resolve();
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      failed = error.code === 'ENOENT' ? new Error('redis-server is not installed') : error;
      resolve();
    });
  });
  try {
    await until(() => {
      if (failed) throw failed;
      return answers(port);
    }, 'Redis');
  } catch (error) {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  guardRun([child.pid!], folder);
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: child.pid!,
    async stop() {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}
