import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import type { Logger } from '../../telemetry/logger.ts';
import type { Reader, ReadOptions } from '../port.ts';
import type { KafkaAdmin } from './admin.ts';
import { startConsumerLoop } from './consumer-loop.ts';
import { readerGroupPart } from './groups.ts';
import type { KafkaTopics } from './topics.ts';

/** Records of one partition handed over at a time. */
const batchRecordsMax = 200;

export interface KafkaReaderDeps {
  readonly kafka: Kafka;
  readonly admin: KafkaAdmin;
  readonly topics: KafkaTopics;
  readonly clientId: string;
  readonly logger: Logger;
  readonly metadataMaxAgeMs?: number;
}

/**
 * Reads whole topics. kafkajs can't read without a group, so the reader is the only member of one of its own, which
 * commits nothing and is deleted at the end; one left by a crash has no offsets and the broker forgets it by itself.
 * Where to read is kept here and sought at every join.
 */
export async function startKafkaReader(options: ReadOptions, deps: KafkaReaderDeps): Promise<Reader> {
  const { admin, topics, logger } = deps;
  const group = `${deps.clientId}${readerGroupPart}${randomUUID()}`;
  const positions = new Map<string, number>();
  const targets = new Map<string, number>();
  let markCaughtUp = () => {};
  const caughtUp = new Promise<void>((resolve) => {
    markCaughtUp = resolve;
  });

  for (const topic of options.topics) {
    for (const { partition, earliest, next } of await topics.bounds(topic)) {
      const key = `${topic}/${partition}`;
      const position = startOf(options.from, topic, partition, earliest, next);
      positions.set(key, position);
      if (position < next) targets.set(key, next);
    }
  }
  if (targets.size === 0) markCaughtUp();

  const loop = await startConsumerLoop({
    kafka: deps.kafka,
    group,
    topics: options.topics,
    batchRecordsMax,
    serial: true,
    commits: false,
    metadataMaxAgeMs: deps.metadataMaxAgeMs,
    logger,
    async handle(records) {
      // A batch that was fetched before a seek took effect may begin too early.
      const position = positions.get(`${records[0]!.topic}/${records[0]!.partition}`) ?? 0;
      const wanted = records.filter(({ offset }) => offset >= position);
      if (wanted.length > 0) await options.handle(wanted);
    },
    passed({ topic, partition, offset: next }) {
      const key = `${topic}/${partition}`;
      if (next > (positions.get(key) ?? 0)) positions.set(key, next);
      if (next >= (targets.get(key) ?? Number.POSITIVE_INFINITY) && targets.delete(key) && targets.size === 0) {
        markCaughtUp();
      }
    },
    assigned(partitions, consumer) {
      for (const { topic, partition } of partitions) {
        // A partition that is added later is new: all of it is wanted.
        consumer.seek({ topic, partition, offset: String(positions.get(`${topic}/${partition}`) ?? 0) });
      }
    },
  });
  return {
    caughtUp,
    async stop() {
      await loop.stop();
      await admin
        .use((client) => client.deleteGroups([group]))
        .catch((error: unknown) => {
          logger.debug({ err: error, group }, 'the group of a reader was not deleted; the broker forgets it');
        });
    },
  };
}

function startOf(from: ReadOptions['from'], topic: string, partition: number, earliest: number, next: number): number {
  if (from === 'earliest') return earliest;
  if (from === 'latest') return next;
  const wanted = from.find((place) => place.topic === topic && place.partition === partition);
  // Beyond the end is a position of another log: from the end on, rather than deaf until it is reached.
  return wanted ? Math.min(Math.max(wanted.offset, earliest), next) : next;
}
