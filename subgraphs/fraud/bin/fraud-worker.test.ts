import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorkerProcesses, expectKilledWorkersToLoseNothing } from '../fixtures/worker-process.ts';
import { openWorld, type World } from '../fixtures/world.ts';

let world: World;
const workers = createWorkerProcesses();

beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await workers.killAll();
  await world.close();
});

test(
  'a worker that is killed again and again loses no decision and publishes none twice',
  () => expectKilledWorkersToLoseNothing(world, workers, { LOG: 'postgres', LOG_DATABASE_URL: world.logUrl }),
  // The group takes a killed member for dead only after its session, some 8 seconds each time.
  300_000,
);

test('a worker without its settings names all of them and ends', async () => {
  const child = workers.run({ LOG: 'kafka' });
  const [message] = await once(child, 'message');
  expect(message.failed).toMatch(/FRAUD_DATABASE_URL[\s\S]*KAFKA_BROKERS/);
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(1);
});
