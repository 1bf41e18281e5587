import type { Log } from '../port.ts';
import { createRunningSet } from '../running-set.ts';
import { createKafkaAdmin } from './admin.ts';
import { createKafkaAppender } from './appender.ts';
import { createKafkaClient, type KafkaOptions } from './client.ts';
import { explainFailure } from './explain-failure.ts';
import { joinKafkaGroup } from './group-member.ts';
import { listKafkaGroups, moveKafkaGroup } from './groups.ts';
import { createPartitionCounts } from './partition-counts.ts';
import { startKafkaReader } from './reader.ts';
import { createKafkaTopics } from './topics.ts';

/**
 * The log in an Apache Kafka cluster (3.x or 4.x): what it guarantees is in ../port.ts, how it keeps it in docs/log.md.
 * Resolves once a broker answers.
 */
export async function createKafkaLog(options: KafkaOptions): Promise<Log> {
  const { clientId, metadataMaxAgeMs, brokers } = options;
  const logger = options.logger.child({ log: 'kafka' });
  const { kafka, close } = createKafkaClient({ ...options, logger });
  const admin = createKafkaAdmin(kafka);
  try {
    // Once, in which kafkajs asks every broker: a wrong address is told in seconds. Nothing is stale yet.
    await admin.use((client) => client.listTopics(), { attemptsMax: 1 });
  } catch (error) {
    await admin.close().catch(() => {});
    close();
    throw new Error(`Kafka can't be used at ${brokers.join(', ')}: ${explainFailure(error)}`, { cause: error });
  }
  const topics = createKafkaTopics(admin, options.replication);
  const partitionCounts = createPartitionCounts(admin, topics, metadataMaxAgeMs);
  const appender = createKafkaAppender({ kafka, partitionCounts, metadataMaxAgeMs });
  const running = createRunningSet();

  return {
    append: appender.append,
    consume: async (consume) =>
      running.track(await joinKafkaGroup(consume, { kafka, topics, logger, metadataMaxAgeMs })),
    read: async (read) =>
      running.track(await startKafkaReader(read, { kafka, admin, topics, clientId, logger, metadataMaxAgeMs })),
    bounds: topics.bounds,
    committed: topics.committed,
    groups: () => listKafkaGroups(admin),
    moveGroup: (group, places) => moveKafkaGroup(admin, group, places),
    ensureTopics: topics.ensure,
    async close() {
      await running.stopAll();
      await appender.close();
      await admin.close();
      close();
    },
  };
}
