import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import { until } from '../../../tests/support/until.ts';
import { actions, registered, start } from '../fixtures/facts.ts';
import { openWorld, type World } from '../fixtures/world.ts';

let world: World;
const children = new Set<ChildProcess>();

beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  for (const child of children) await end(child, 'SIGKILL');
  await world.close();
});

function run(environment: Record<string, string | undefined>): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'fraud-worker.ts')], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  children.add(child);
  return child;
}

async function startWorker(): Promise<ChildProcess> {
  const child = run({
    FRAUD_DATABASE_URL: world.database.url,
    LOG: 'postgres',
    LOG_DATABASE_URL: world.logUrl,
    LOG_LEVEL: 'error',
  });
  const [message] = await once(child, 'message');
  expect(message).toEqual({ ready: true });
  return child;
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  children.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill(signal);
  return (await ended)[0];
}

test('a worker that is killed again and again loses no decision and publishes none twice', async () => {
  const users = Array.from({ length: 12 }, () => uuidv7());
  // Everybody does it to other people: who likes the same people at the same times is a lockstep group.
  for (const [index, user] of users.entries())
    await world.publish([
      registered(start, user),
      ...actions('visited', 100, { fromMs: start + 1_000, first: 1_000 * index, user }),
      ...actions('liked', 100, { fromMs: start + 1_500, first: 1_000 * index, user }),
    ]);
  const stored = () => world.database.prisma.decision.count();
  // Killed right after the first and the seventh decision was stored: before its offset is committed, as a rule.
  for (const after of [1, 7]) {
    const worker = await startWorker();
    await until(async () => (await stored()) >= after, `${after} decisions`, 120_000);
    await end(worker, 'SIGKILL');
  }
  const last = await startWorker();
  const decided = await until(async () => {
    const found = await world.decided();
    return found.length >= users.length && found;
  }, 'all decisions');
  expect(decided.map(({ user }) => user).sort()).toEqual([...users].sort());
  expect(await world.database.prisma.fraudCase.count()).toBe(users.length);
  expect(await end(last, 'SIGTERM')).toBe(0);
  // The group takes a killed member for dead only after its session, some 8 seconds each time.
}, 300_000);

test('a worker without its settings names all of them and ends', async () => {
  const child = run({ LOG: 'kafka' });
  const [message] = await once(child, 'message');
  expect(message.failed).toMatch(/FRAUD_DATABASE_URL[\s\S]*KAFKA_BROKERS/);
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(1);
});
