import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { describeOn, type Found } from '../../tests/support/describe-on.ts';
import { until } from '../../tests/support/until.ts';
import { type LinkedCluster, startLinkedCluster } from './broker-links.ts';

async function findCluster(): Promise<Found<LinkedCluster>> {
  try {
    return { server: await startLinkedCluster(['router', 'users-worker']) };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}

describeOn('three brokers', await findCluster(), process.env.REQUIRE_KAFKA === '1', (linked) => {
  beforeAll(async () => {
    const admin = client(linked.cluster.brokers).admin();
    await admin.connect();
    await admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic: 'letters', numPartitions: 3, replicationFactor: 3 }],
    });
    await admin.disconnect();
  }, 300_000);

  afterAll(() => linked.stop());

  test('a process whose link is cut reaches no broker, while others do, and reaches them again when it is mended', async () => {
    await until(() => canWrite(linked, 'router'), 'the router’s first letter', 120_000);
    linked.ways.get('router>log')!.set({ kind: 'cut' });
    expect(await canWrite(linked, 'router')).toBe(false);
    expect(await canWrite(linked, 'users-worker')).toBe(true);
    linked.ways.get('router>log')!.set({ kind: 'none' });
    await until(() => canWrite(linked, 'router'), 'the router’s letter', 120_000);
  }, 300_000);

  test('brokers parted from each other acknowledge nothing that all are to have, until they meet again', async () => {
    await until(() => canWrite(linked, 'router'), 'a letter', 120_000);
    linked.ways.get('kafka>kafka')!.set({ kind: 'cut' });
    expect(await canWrite(linked, 'router')).toBe(false);
    linked.ways.get('kafka>kafka')!.set({ kind: 'none' });
    await until(() => canWrite(linked, 'router'), 'a letter that all brokers have', 120_000);
  }, 300_000);
});

/** Whether a letter to each partition, and so to each broker, is acknowledged by all copies within two seconds. */
async function canWrite(linked: LinkedCluster, process: string): Promise<boolean> {
  const producer = client(linked.brokersOf(process)).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  try {
    await producer.connect();
    const messages = [0, 1, 2].map((partition) => ({ partition, value: 'hello' }));
    await producer.send({ topic: 'letters', acks: -1, timeout: 2_000, messages });
    return true;
  } catch {
    return false;
  } finally {
    await producer.disconnect();
  }
}

function client(brokers: string): Kafka {
  return new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING, retry: { retries: 0 } });
}
