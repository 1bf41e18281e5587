import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeOn, type Found } from '../support/describe-on.ts';
import { type KafkaCluster, startKafkaCluster } from '../support/kafka-cluster.ts';
import type { Program } from '../support/spawn-program.ts';
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

/** A test waits for conditions; this is only for one that never comes. In milliseconds. */
const testTimeoutMs = 180_000;

describeOn(
  'faults on a cluster of three brokers',
  await findCluster(),
  process.env.REQUIRE_KAFKA === '1',
  (cluster) => {
    let world: FaultWorld;
    let relay: Program;
    beforeAll(async () => {
      world = await createFaultWorld(cluster);
      relay = world.startRelay();
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

    /** Writes, does its worst once the first of it is stored, and writes more. */
    async function writeAcross(fault: () => Promise<unknown> | unknown): Promise<void> {
      const before = world.written();
      const writing = world.write(40);
      await until(
        async () => (await world.observers())[0]!.seen.length > before,
        'the first of it at a consumer',
        60_000,
      );
      await fault();
      await writing;
      await world.write(20);
    }

    const leaderOfFirst = async () => {
      const nodeId = await world.leaderOf(0);
      return cluster.nodes.find((node) => node.nodeId === nodeId)!;
    };

    test(
      'kill -9 of the broker that leads a partition loses, repeats and swaps nothing',
      async () => {
        const leader = await leaderOfFirst();
        await writeAcross(() => leader.signal('SIGKILL'));
        await expectNothingWrong();
        expect(await world.leaderOf(0)).not.toBe(leader.nodeId);
        await leader.restart();
        await world.write(20);
        await expectNothingWrong();
      },
      testTimeoutMs,
    );

    test(
      'a broker that is cut off and comes back loses, repeats and swaps nothing',
      async () => {
        const leader = await leaderOfFirst();
        await writeAcross(() => leader.signal('SIGSTOP'));
        try {
          // The others carry on without it.
          await expectNothingWrong();
          expect(await world.leaderOf(0)).not.toBe(leader.nodeId);
        } finally {
          await leader.signal('SIGCONT');
        }
        await world.write(20);
        await expectNothingWrong();
      },
      testTimeoutMs,
    );

    test(
      'a broker that hangs for a moment, and is back before anybody misses it, loses, repeats and swaps nothing',
      async () => {
        const leader = await leaderOfFirst();
        await writeAcross(async () => {
          await leader.signal('SIGSTOP');
          await world.write(20);
          await leader.signal('SIGCONT');
        });
        await expectNothingWrong();
      },
      testTimeoutMs,
    );

    test.each([
      ['amid the transaction that stores a batch', 'storing'],
      ['between storing a batch and committing its offset', 'stored'],
    ])(
      'a consumer killed %s loses, repeats and swaps nothing',
      async (_, moment) => {
        const victim = await world.startConsumer({ TEST_DIE: moment, TEST_DIE_AT: '2' });
        await world.write(40);
        expect(await victim.ended).toBe('SIGKILL');
        await world.write(20);
        await expectNothingWrong();
      },
      testTimeoutMs,
    );

    test(
      'a relay killed between publishing a batch and removing it loses, repeats and swaps nothing',
      async () => {
        relay.signal('SIGKILL');
        await relay.ended;
        const published = await world.appended();
        // Before anybody relays, so that they are one batch.
        await world.write(40);
        const victim = world.startRelay({ TEST_DIE: 'after', TEST_DIE_AT: '1' });
        expect(await victim.ended).toBe('SIGKILL');
        relay = world.startRelay();
        await world.write(20);
        await expectNothingWrong();
        // The log has the batch twice; nobody saw it twice.
        expect(await world.appended()).toBeGreaterThan(published + 60 * world.people.length);
      },
      testTimeoutMs,
    );

    test(
      'a live client whose queue overflows past the index is caught up from the log',
      async () => {
        await world.startRouter('small router', {
          queueEventsMax: 2,
          indexBytesMax: 1,
          prefillRecordsMax: 0,
        });
        const readsBefore = world.reads();
        const release = world.holdUsers();
        await world.write(40);
        const consumersHaveIt = async () => (await world.observers())[0]!.seen.length === world.written();
        await until(consumersHaveIt, 'all of it in the log', 120_000);
        release();
        await world.write(20);
        await expectNothingWrong();
        // The queues did overflow: a router reads the log once more only for what it let go of.
        expect(world.reads()).toBeGreaterThan(readsBefore);
      },
      testTimeoutMs,
    );
  },
);
