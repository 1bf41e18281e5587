import { ClearError } from '../../lifecycle/clear-error.ts';
import { backoffMs, pause } from '../backoff.ts';
import type { PartitionBounds, TopicSettings } from '../port.ts';
import { UnknownTopicError } from '../unknown-topic.ts';
import type { KafkaAdmin } from './admin.ts';
import { namingTopic, typeOf } from './errors.ts';

/** A compacted topic's segments are closed at least this often, because only closed ones are compacted; in milliseconds. */
const segmentMs = 6 * 60 * 60 * 1000;
/** From this many copies on a write needs two of them: one broker may be lost without losing or refusing anything. */
const copiesForQuorum = 3;

/** A topic among the resources of Kafka's configuration requests; Node can't import kafkajs' own name for it. */
const topicResource = 2;
/** A setting that somebody made for this topic, as opposed to a broker's default (Kafka's DescribeConfigs protocol). */
const setForTopic = 1;

/** What a cluster says of a new topic while fewer brokers have joined it than are to have copies. */
const tooFew = 'INVALID_REPLICATION_FACTOR';
/** Five seconds in all: a broker answers a moment before it has joined, and for ever where there are too few. */
const joinAttemptsMax = 8;
/** What brokers say of a topic that was just made. */
const unledTypes = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE', 'NOT_LEADER_FOR_PARTITION']);
/** Half a minute in all: a cluster takes milliseconds, one that was just started on a busy machine seconds. */
const ledAttemptsMax = 20;
const retry = { firstMs: 50, mostMs: 2_000 };

/** Runs again, so often at most, while the cluster says one of the `types`. */
async function insist(types: ReadonlySet<string>, attemptsMax: number, run: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await run();
      return;
    } catch (error) {
      if (attempt === attemptsMax || !types.has(typeOf(error) ?? '')) throw error;
      await pause(backoffMs(attempt, retry));
    }
  }
}

export interface KafkaTopics {
  /** Those of the names that aren't topics. Asks the cluster only about names it never found before. */
  missing(names: Iterable<string>): Promise<readonly string[]>;
  bounds(topic: string): Promise<readonly PartitionBounds[]>;
  committed(group: string, topic: string): Promise<ReadonlyMap<number, number>>;
  ensure(topics: readonly TopicSettings[]): Promise<void>;
}

export function createKafkaTopics(admin: KafkaAdmin, replication: number | undefined): KafkaTopics {
  const configOf = (topic: TopicSettings): { name: string; value: string }[] => [
    { name: 'cleanup.policy', value: topic.cleanup },
    ...(topic.cleanup === 'delete'
      ? [{ name: 'retention.ms', value: String(topic.retentionMs) }]
      : [{ name: 'segment.ms', value: String(segmentMs) }]),
  ];

  async function create(topics: readonly TopicSettings[]): Promise<void> {
    if (topics.length === 0) return;
    const quorum = (replication ?? 1) >= copiesForQuorum ? [{ name: 'min.insync.replicas', value: '2' }] : [];
    const made = insist(new Set([tooFew]), joinAttemptsMax, () =>
      admin.use((client) =>
        client.createTopics({
          // See `led`: the metadata that kafkajs would ask for may not have the topic yet, and then it gives up.
          waitForLeaders: false,
          topics: topics.map((topic) => ({
            topic: topic.name,
            numPartitions: topic.partitions,
            replicationFactor: replication ?? -1,
            configEntries: [...configOf(topic), ...quorum],
          })),
        }),
      ),
    );
    await made.catch((error) => {
      if (typeOf(error) !== tooFew) throw error;
      const copies = replication ?? "the cluster's default.replication.factor";
      throw new ClearError(
        `Kafka has fewer brokers than a topic's partitions are to have copies (${copies}): start more, or set KAFKA_REPLICATION.`,
      );
    });
    for (const { name } of topics) await led(name);
  }

  /**
   * Resolves when the leaders of all partitions of a topic that was just made answer for them. The controller says that it is
   * made before every broker has heard of it, and brokers name a leader before it knows that it is one.
   */
  const led = (topic: string): Promise<void> =>
    insist(unledTypes, ledAttemptsMax, () => admin.use((client) => client.fetchTopicOffsets(topic)));

  /** Kafka replaces all settings of a topic at once: those that are not ours are written back as they are. */
  async function adjustConfig(topic: TopicSettings): Promise<void> {
    const { resources } = await admin.use((client) =>
      client.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: topicResource, name: topic.name }],
      }),
    );
    const entries = resources[0]?.configEntries ?? [];
    const wanted = configOf(topic);
    const differs = wanted.some(({ name, value }) => {
      const entry = entries.find(({ configName }) => configName === name);
      // A segment's age is ours to choose only when the topic is made: who set it later had a reason.
      return name === 'segment.ms' ? entry?.configSource !== setForTopic : entry?.configValue !== value;
    });
    if (!differs) return;
    const others = entries
      .filter((entry) => entry.configSource === setForTopic && !wanted.some(({ name }) => name === entry.configName))
      .map(({ configName, configValue }) => ({ name: configName, value: configValue }));
    await admin.use((client) =>
      client.alterConfigs({
        validateOnly: false,
        resources: [{ type: topicResource, name: topic.name, configEntries: [...wanted, ...others] }],
      }),
    );
  }

  const known = new Set<string>();

  async function missing(names: Iterable<string>): Promise<readonly string[]> {
    const unsure = [...names].filter((name) => !known.has(name));
    if (unsure.length === 0) return [];
    for (const name of await admin.use((client) => client.listTopics())) known.add(name);
    return unsure.filter((name) => !known.has(name));
  }

  return {
    missing,
    bounds: (topic) =>
      namingTopic(topic, async () => {
        if ((await missing([topic])).length > 0) throw new UnknownTopicError(topic);
        const offsets = await admin.use((client) => client.fetchTopicOffsets(topic));
        return offsets
          .map(({ partition, low, high }) => ({ partition, earliest: Number(low), next: Number(high) }))
          .sort((a, b) => a.partition - b.partition);
      }),
    committed: (group, topic) =>
      namingTopic(topic, async () => {
        const [found] = await admin.use((client) => client.fetchOffsets({ groupId: group, topics: [topic] }));
        // Negative stands for none.
        const kept = (found?.partitions ?? []).map(({ partition, offset }) => [partition, Number(offset)] as const);
        return new Map(kept.filter(([, offset]) => offset >= 0));
      }),
    async ensure(topics) {
      const existing = new Set(await admin.use((client) => client.listTopics()));
      await create(topics.filter(({ name }) => !existing.has(name)));
      const old = topics.filter(({ name }) => existing.has(name));
      if (old.length === 0) return;
      const { topics: metadata } = await admin.use((client) =>
        client.fetchTopicMetadata({ topics: old.map(({ name }) => name) }),
      );
      for (const topic of old) {
        const found = metadata.find(({ name }) => name === topic.name);
        if (!found) throw new UnknownTopicError(topic.name);
        if (found.partitions.length < topic.partitions) {
          await admin.use((client) =>
            client.createPartitions({ topicPartitions: [{ topic: topic.name, count: topic.partitions }] }),
          );
        }
        await adjustConfig(topic);
      }
    },
  };
}
