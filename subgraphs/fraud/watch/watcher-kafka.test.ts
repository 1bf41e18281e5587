import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { uuidv7 } from 'uuidv7';
import { describeOn, type Found } from '../../../tests/support/describe-on.ts';
import { type KafkaCluster, startKafkaCluster } from '../../../tests/support/kafka-cluster.ts';
import { until } from '../../../tests/support/until.ts';
import { actions, registered, start } from '../fixtures/facts.ts';
import { createWorkerProcesses, expectKilledWorkersToLoseNothing } from '../fixtures/worker-process.ts';
import { openWorld, type World } from '../fixtures/world.ts';

/** A broker of its own: the workers use the product's topic names and group. */
async function findCluster(): Promise<Found<KafkaCluster>> {
  try {
    return { server: await startKafkaCluster() };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}

describeOn('fraud workers on a real Kafka', await findCluster(), process.env.REQUIRE_KAFKA === '1', (cluster) => {
  let world: World;
  const workers = createWorkerProcesses();
  beforeAll(async () => {
    world = await openWorld(cluster.brokers);
  }, 300_000);
  afterAll(async () => {
    await workers.killAll();
    await world?.close();
    await cluster.stop();
  }, 300_000);

  test('decide once each, with a second worker coming, going, and everything told twice', async () => {
    const users = Array.from({ length: 24 }, () => uuidv7());
    // Everybody does it to other people: who likes the same people at the same times is a lockstep group.
    const firstOf = (user: string) => 1_000 * (1 + users.indexOf(user));
    const most = (user: string) => [
      registered(start, user),
      ...actions('visited', 100, { fromMs: start + 1_000, stepMs: 3_000, first: firstOf(user), user }),
      ...actions('liked', 99, { fromMs: start + 1_500, stepMs: 3_000, first: firstOf(user), user }),
    ];
    const last = (user: string) => actions('liked', 1, { fromMs: start + 500_000, first: firstOf(user) + 500, user });
    const decided = async () => (await world.decided()).map(({ user }) => user);
    // Asked of the database first: reading the log whole again and again would take the time that the workers need.
    const untilDecided = async (count: number) => {
      let stored = 0;
      await until(
        async () => {
          stored = await world.database.prisma.decision.count({ where: { rule: 'founding' } });
          return stored >= count;
        },
        () => `${count} decisions to be stored, where ${stored} are`,
        120_000,
      );
      await until(async () => (await decided()).length >= count, `${count} decisions to be published`);
    };

    const first = await world.startWorker();
    await world.publish(users.flatMap(most));
    await world.publish(users.slice(0, 8).flatMap(last));
    await untilDecided(8);
    const second = await world.startWorker();
    await world.publish(users.slice(8, 16).flatMap(last));
    await untilDecided(16);
    await second.close();
    await world.publish(users.flatMap(most));
    await world.publish(users.slice(16).flatMap(last));
    await untilDecided(24);
    expect((await decided()).sort()).toEqual([...users].sort());
    await first.close();
    // Kafka's rebalances take seconds each, the more so on a busy machine.
  }, 300_000);

  test(
    'whose process is killed again and again lose no decision and publish none twice',
    () => expectKilledWorkersToLoseNothing(world, workers, { LOG: 'kafka', KAFKA_BROKERS: cluster.brokers }),
    // Kafka takes a killed member for dead only after its session, and each start takes seconds.
    400_000,
  );
});
