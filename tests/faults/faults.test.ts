import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeOn, type Found } from '../support/describe-on.ts';
import { type KafkaBroker, type KafkaCluster, startKafkaCluster } from '../support/kafka-cluster.ts';
import { until } from '../support/until.ts';
import { createFaultWorld, type FaultWorld } from './world.ts';

/** Three brokers of its own, whose processes can be stopped and killed. */
async function findCluster(): Promise<Found<KafkaCluster>> {
  try {
    return { server: await startKafkaCluster({ nodes: 3 }) };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}

/** A test waits for conditions; this is only for one that never comes. */
const testTimeoutMs = 180_000;

describeOn(
  'faults on a cluster of three brokers',
  await findCluster(),
  process.env.REQUIRE_KAFKA === '1',
  (cluster) => {
    let world: FaultWorld;
    beforeAll(async () => {
      world = await createFaultWorld(cluster);
      world.startRelay();
      await Promise.all([world.startConsumer(), world.startConsumer()]);
      await world.startRouter('router');
    }, testTimeoutMs);
    afterAll(async () => {
      await world?.close();
      await cluster.stop();
    }, testTimeoutMs);

    /** Everything written so far is at everybody, once and in order, and no live client was told of a gap. */
    async function expectNothingWrong(): Promise<void> {
      expect(await world.judge()).toEqual([]);
      expect(world.gaps()).toBe(0);
    }

    /** Writes while the fault is done, once some of it has got through; then more. */
    async function writeAcross(fault: () => Promise<unknown> | unknown): Promise<void> {
      const before = world.written();
      const writing = world.write(40);
      await until(async () => (await stored()) > before, 'the first of it at a consumer');
      await fault();
      await writing;
      await world.write(20);
    }
    const stored = async () => (await world.observers())[0]!.seen.length;

    test(
      'kill -9 of the broker that leads a partition',
      async () => {
        const leader = await leaderOf(0);
        await writeAcross(() => leader.signal('SIGKILL'));
        await expectNothingWrong();
        await leader.restart();
        await world.write(20);
        await expectNothingWrong();
      },
      testTimeoutMs,
    );

    test.each([0, 1, 2])(
      'a broker cut off by SIGSTOP, and brought back',
      async (index) => {
        const broker = cluster.nodes[index]!;
        const t = performance.now();
        await writeAcross(() => broker.signal('SIGSTOP'));
        await expectNothingWrong();
        process.stderr.write(`stopped ${index}: ${Math.round(performance.now() - t)} ms\n`);
        await broker.signal('SIGCONT');
        await world.write(20);
        await expectNothingWrong();
        process.stderr.write(`continued ${index}: ${Math.round(performance.now() - t)} ms\n`);
      },
      testTimeoutMs,
    );

    async function leaderOf(partition: number): Promise<KafkaBroker> {
      const nodeId = await world.leaderOf(partition);
      return cluster.nodes.find((node) => node.nodeId === nodeId)!;
    }
  },
);
