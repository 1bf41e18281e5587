import { CompressionTypes, type Kafka, type Producer, type TopicMessages } from 'kafkajs';
import { createBatcher } from '../batcher.ts';
import { partitionOf } from '../murmur2.ts';
import type { OutgoingRecord } from '../port.ts';
import { UnknownTopicError } from '../unknown-topic.ts';
import type { KafkaTopics } from './topics.ts';

/** Bytes of one request, before gzip: half of what a broker takes by default even if all go to one partition. */
const bytesMax = 512 * 1024;
/** What a record costs besides its key and value: offsets, times, headers. */
const recordOverheadBytes = 150;
/** Told of all replicas that are in sync. */
const acksOfAll = -1;
/**
 * How long the leader waits for the other replicas before it says that they were too slow, in milliseconds. Less than a
 * request's time-out (client.ts), so that a leader whose follower hangs isn't taken for silent itself.
 */
const replicasTimeoutMs = 5_000;

export interface KafkaAppender {
  append(records: readonly OutgoingRecord[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Appends with an idempotent producer, one request at a time, in the order of the calls; calls that come meanwhile go
 * out together as the next request.
 *
 * A producer whose request failed for good is thrown away. Its sequence number may or may not have been used up on the
 * broker; were it used again for other records, the broker would take those for a repetition and drop them.
 */
export function createKafkaAppender(deps: {
  kafka: Kafka;
  topics: KafkaTopics;
  metadataMaxAgeMs?: number;
}): KafkaAppender {
  const { kafka, topics, metadataMaxAgeMs } = deps;
  let producer: Promise<Producer> | undefined;

  async function open(): Promise<Producer> {
    const opened = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      metadataMaxAge: metadataMaxAgeMs,
      // Few: a new producer looks for the leader anew.
      // Who appends tries again; that is safe because this producer is thrown away.
      retry: { retries: 2 },
      createPartitioner:
        () =>
        ({ message, partitionMetadata }) =>
          partitionOf(String(message.key), partitionMetadata.length),
    });
    await opened.connect();
    return opened;
  }

  async function discard(): Promise<void> {
    const old = producer;
    producer = undefined;
    await old?.then((opened) => opened.disconnect()).catch(() => {});
  }

  async function send(records: readonly OutgoingRecord[]): Promise<void> {
    const topicMessages = toTopicMessages(records);
    try {
      producer ??= open();
      const ready = await producer;
      await ready.sendBatch({
        topicMessages,
        acks: acksOfAll,
        timeout: replicasTimeoutMs,
        compression: CompressionTypes.GZIP,
      });
    } catch (error) {
      await discard();
      throw error;
    }
  }

  const add = createBatcher<readonly OutgoingRecord[], UnknownTopicError | undefined>({
    weightMax: bytesMax,
    weightOf: (records) => records.reduce((sum, record) => sum + sizeOf(record), 0),
    async run(calls) {
      // An unknown topic fails the call that named it, not those that were gathered with it.
      const missing = new Set(await topics.missing(new Set(calls.flat().map(({ topic }) => topic))));
      const outcomes = calls.map((records) => {
        const bad = records.find(({ topic }) => missing.has(topic));
        return bad && new UnknownTopicError(bad.topic);
      });
      const good = calls.filter((_, index) => outcomes[index] === undefined).flat();
      if (good.length > 0) await send(good);
      return outcomes;
    },
  });

  return {
    async append(records) {
      for (const outcome of await Promise.allSettled(slicesOf(records).map(add))) {
        if (outcome.status === 'rejected') throw outcome.reason;
        if (outcome.value) throw outcome.value;
      }
    },
    close: discard,
  };
}

function toTopicMessages(records: readonly OutgoingRecord[]): TopicMessages[] {
  const byTopic = new Map<string, TopicMessages>();
  for (const { topic, key, value, headers } of records) {
    const entry = byTopic.get(topic) ?? { topic, messages: [] };
    entry.messages.push({ key, value, headers: headers && { ...headers } });
    byTopic.set(topic, entry);
  }
  return [...byTopic.values()];
}

const sizeOf = ({ key, value }: OutgoingRecord): number =>
  Buffer.byteLength(key) + (value === null ? 0 : Buffer.byteLength(value)) + recordOverheadBytes;

/** Cuts a large append into requests' sizes; the order stays. */
function slicesOf(records: readonly OutgoingRecord[]): OutgoingRecord[][] {
  const slices: OutgoingRecord[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const size = sizeOf(record);
    if (bytes + size > bytesMax) {
      slices.push([]);
      bytes = 0;
    }
    slices.at(-1)!.push(record);
    bytes += size;
  }
  return slices;
}
