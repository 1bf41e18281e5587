import type { KafkaAdmin } from './admin.ts';
import type { KafkaTopics } from './topics.ts';

/** As old as Kafka's own clients let it get, in milliseconds. */
const defaultMaxAgeMs = 5 * 60 * 1000;

/**
 * How many partitions topics have; without those that don't exist. Asks once a topic; what is older than `maxAgeMs` is
 * asked for again while the old number serves, so that a cluster in trouble holds nobody up.
 */
export interface PartitionCounts {
  of(topics: Iterable<string>): Promise<ReadonlyMap<string, number>>;
  /** The number turned out to be wrong: the topic was made anew. */
  forget(topic: string): void;
}

export function createPartitionCounts(
  admin: KafkaAdmin,
  topics: KafkaTopics,
  maxAgeMs: number = defaultMaxAgeMs,
): PartitionCounts {
  const counts = new Map<string, number>();
  let askedAtMs = performance.now();

  async function ask(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const found = await admin.use((client) => client.fetchTopicMetadata({ topics: [...names] }));
    for (const { name, partitions } of found.topics) counts.set(name, partitions.length);
  }

  async function countsOf(names: Iterable<string>): Promise<ReadonlyMap<string, number>> {
    const wanted = [...new Set(names)];
    const missing = new Set(await topics.missing(wanted));
    const there = wanted.filter((name) => !missing.has(name));
    await ask(there.filter((name) => !counts.has(name)));
    if (performance.now() - askedAtMs > maxAgeMs) {
      askedAtMs = performance.now();
      ask([...counts.keys()]).catch(() => {});
    }
    return new Map(there.map((name) => [name, counts.get(name)!]));
  }

  return { of: countsOf, forget: (topic) => void counts.delete(topic) };
}
