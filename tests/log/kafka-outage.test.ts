import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { createKafkaLog } from '../../platform/log/kafka/kafka-log.ts';
import type { Log, LogRecord } from '../../platform/log/port.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { describeOn, type Found } from '../support/describe-on.ts';
import { type KafkaCluster, startKafkaCluster } from '../support/kafka-cluster.ts';
import { until } from '../support/until.ts';
import { byKey, collect, firstSeenByKey, freshName, freshTopic, numbered, valuesOf } from './harness.ts';

/** Three brokers of its own, since it treats them badly. Docker's are of no use: their processes are out of reach. */
async function findCluster(): Promise<Found<KafkaCluster>> {
  try {
    return { server: await startKafkaCluster({ nodes: 3 }) };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}

const settings = (cluster: KafkaCluster) => ({
  brokers: cluster.brokers.split(','),
  clientId: 'test',
  replication: 3,
  logger: createLogger('test', process.env.TEST_LOG_LEVEL ?? 'silent'),
});

describeOn('three brokers', await findCluster(), process.env.REQUIRE_KAFKA === '1', (cluster) => {
  let log: Log;
  beforeAll(async () => {
    log = await createKafkaLog(settings(cluster));
  }, 300_000);
  afterAll(async () => {
    await log.close();
    await cluster.stop();
  }, 300_000);

  /** Appends until it is acknowledged, as the relay does. */
  async function insist(from: number, count: number, topic: string, keys?: number): Promise<void> {
    for (;;) {
      try {
        return await log.append(numbered(topic, count, { from, keys }));
      } catch {
        // Again: whoever reads dedupes.
      }
    }
  }

  test('while each broker is killed and started again in turn, what was acknowledged is read by group and reader, in order', async () => {
    const topic = await freshTopic(log, { partitions: 3 });
    const group = await collect(log, { group: freshName('group'), topic });
    const read: LogRecord[] = [];
    const reader = await log.read({ topics: [topic], from: 'earliest', handle: (batch) => void read.push(...batch) });
    let appended = 0;
    const append = async () => {
      await insist(appended, 50, topic);
      appended += 50;
    };
    for (const broker of cluster.nodes) {
      await append();
      await broker.signal('SIGKILL');
      // The others elect leaders for its partitions meanwhile.
      for (let batch = 0; batch < 4; batch++) await append();
      await until(() => new Set(valuesOf(read)).size >= appended, 'the reader, without the broker', 120_000);
      await broker.restart();
      await append();
    }
    const complete = (records: readonly LogRecord[]) => new Set(valuesOf(records)).size === appended;
    await until(() => complete(group.records), 'the group', 120_000);
    await until(() => complete(read), 'the reader', 120_000);
    await Promise.all([group.stop(), reader.stop()]);
    for (const records of [group.records, read]) {
      for (const values of firstSeenByKey(records).values()) {
        expect(values.map(Number)).toEqual([...values].map(Number).sort((a, b) => a - b));
      }
      expect(byKey(records).size).toBe(5);
    }
  }, 300_000);

  test.each([0, 1, 2])(
    'records for many partitions are all in the log when broker %i was stopped amid them',
    async (stopped) => {
      // More partitions than brokers: each that moves is led by a broker that has others of the same append.
      const topic = await freshTopic(log, { partitions: 12 });
      await insist(0, 300, topic, 60);
      const broker = cluster.nodes[stopped]!;
      await broker.signal('SIGSTOP');
      try {
        await insist(300, 300, topic, 60);
      } finally {
        await broker.signal('SIGCONT');
      }
      await insist(600, 300, topic, 60);
      const read: LogRecord[] = [];
      const reader = await log.read({ topics: [topic], from: 'earliest', handle: (batch) => void read.push(...batch) });
      await reader.caughtUp;
      await reader.stop();
      expect(new Set(valuesOf(read)).size).toBe(900);
      for (const values of firstSeenByKey(read).values()) {
        expect(values.map(Number)).toEqual([...values].map(Number).sort((a, b) => a - b));
      }
    },
  );

  test('whoever asks about many topics at once is told of each where it begins and how far a group has read', async () => {
    const group = freshName('group');
    const names = await Promise.all(Array.from({ length: 5 }, () => freshTopic(log, { partitions: 3 })));
    const places = [0, 1, 2].map((partition) => ({ partition, offset: '0' }));
    const admin = new Kafka({ brokers: cluster.brokers.split(','), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    for (const topic of names) await admin.setOffsets({ groupId: group, topic, partitions: places });
    await admin.disconnect();
    // A client learns where partitions are at its first questions, from whichever broker answers.
    for (let round = 0; round < 15; round++) {
      const fresh = await createKafkaLog(settings(cluster));
      try {
        const told = await Promise.all(
          names.map(async (topic) => {
            const [bounds, committed] = await Promise.all([fresh.bounds(topic), fresh.committed(group, topic)]);
            return { bounds: bounds.length, committed: committed.size };
          }),
        );
        expect(told).toEqual(names.map(() => ({ bounds: 3, committed: 3 })));
      } finally {
        await fresh.close();
      }
    }
  }, 300_000);

  test('that there are too few brokers for the copies of a topic is told with what to do about it', async () => {
    const greedy = await createKafkaLog({ ...settings(cluster), replication: 5 });
    try {
      await expect(freshTopic(greedy, { partitions: 1 })).rejects.toThrow(
        "Kafka has fewer brokers than a topic's partitions are to have copies (5): start more, or set KAFKA_REPLICATION.",
      );
    } finally {
      await greedy.close();
    }
  });
});
