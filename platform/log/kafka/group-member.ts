import type { Kafka } from 'kafkajs';
import type { Logger } from '../../telemetry/logger.ts';
import type { ConsumeOptions, Running } from '../port.ts';
import { startConsumerLoop } from './consumer-loop.ts';
import type { KafkaTopics } from './topics.ts';

/** Records handed over at a time, unless the consumer says otherwise. */
const defaultBatchRecordsMax = 500;

/**
 * A member of a Kafka consumer group. A batch is committed, in order, after its handler resolved and before the next one
 * is handed over.
 */
export async function joinKafkaGroup(
  options: ConsumeOptions,
  deps: { kafka: Kafka; topics: KafkaTopics; logger: Logger; metadataMaxAgeMs?: number },
): Promise<Running> {
  const { group } = options;
  const logger = deps.logger.child({ group });
  const begin = await placesToBegin(options, deps.topics);
  return startConsumerLoop({
    kafka: deps.kafka,
    group,
    topics: options.topics,
    batchRecordsMax: options.batchRecordsMax ?? defaultBatchRecordsMax,
    metadataMaxAgeMs: deps.metadataMaxAgeMs,
    logger,
    handle: options.handle,
    commits: true,
    assigned(partitions, consumer) {
      const places = begin.filter((place) =>
        partitions.some(({ topic, partition }) => topic === place.topic && partition === place.partition),
      );
      // Once: from the next rebalance on, what is committed counts.
      begin.length = 0;
      for (const { topic, partition, offset } of places) consumer.seek({ topic, partition, offset });
      if (places.length > 0) {
        consumer.commitOffsets(places).catch((error: unknown) => {
          logger.warn({ err: error }, 'where the group begins could not be committed; it is with the first batch');
        });
      }
      options.onAssigned?.(partitions);
    },
  });
}

/**
 * With `latest`, the ends of the partitions that the group never committed, looked up before it joins: kafkajs would
 * look them up at its first fetch, and what came between the join and that would be missed.
 */
async function placesToBegin(
  { from, group, topics }: ConsumeOptions,
  known: KafkaTopics,
): Promise<{ topic: string; partition: number; offset: string }[]> {
  const places = await Promise.all(
    topics.map(async (topic) => {
      const bounds = await known.bounds(topic);
      if (from === 'earliest') return [];
      const committed = await known.committed(group, topic);
      // A partition that was added to a topic the group already reads is read from its start.
      if (committed.size > 0) return [];
      return bounds.map(({ partition, next }) => ({ topic, partition, offset: String(next) }));
    }),
  );
  return places.flat();
}
