import { CompressionTypes, type Kafka, type Producer } from 'kafkajs';
import { backoffMs, pause } from '../backoff.ts';
import { createBatcher } from '../batcher.ts';
import type { OutgoingRecord } from '../port.ts';
import { UnknownTopicError } from '../unknown-topic.ts';
import { within } from './deadline.ts';
import type { PartitionCounts } from './partition-counts.ts';
import { bytesMax, type PartitionRecords, sizeOf, slicesOf, toPartitions } from './partition-records.ts';

/** Told of all replicas that are in sync. */
const acksOfAll = -1;
/**
 * How long the leader waits for the other replicas before it says that they were too slow, in milliseconds. Less than a
 * request's time-out (client.ts), so that a leader whose follower hangs isn't taken for silent itself.
 */
const replicasTimeoutMs = 5_000;
/** A partition's requests time out and are repeated within this, in milliseconds; what takes longer hangs. */
const sendMostMs = 30_000;
/** A partition that was just added is known to every broker within a second or two. */
const unknownAttemptsMax = 6;
const unknownRetry = { firstMs: 100, mostMs: 1_000 };
/** Closing waits for answers that may never come; in milliseconds. */
const closeMostMs = 5_000;

export interface KafkaAppender {
  append(records: readonly OutgoingRecord[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Appends with an idempotent producer, one batch at a time, in the order of the calls; calls that come meanwhile go
 * out together as the next batch.
 *
 * Each partition's records are a request of their own, that kafkajs repeats by itself. Handed several partitions at
 * once, it repeats those that failed only where their leader has not answered for another partition yet: if a partition
 * has moved to a broker that has, its records are left out and nobody is told (`responsePerBroker` in kafkajs'
 * producer/sendMessages.js). It also begins to repeat while requests to other brokers are still under way, and then
 * numbers records wrongly. With one partition neither can happen, and that the partition was answered for is checked.
 *
 * A producer whose request failed for good is thrown away. Its sequence number may or may not have been used up on the
 * broker; were it used again for other records, the broker would take those for a repetition and drop them.
 */
export function createKafkaAppender(deps: {
  kafka: Kafka;
  partitionCounts: PartitionCounts;
  metadataMaxAgeMs?: number;
}): KafkaAppender {
  const { kafka, partitionCounts, metadataMaxAgeMs } = deps;
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
        ({ message }) =>
          message.partition!,
    });
    try {
      await opened.connect();
      return opened;
    } catch (error) {
      // It may have connections all the same: those to ask for its id.
      void opened.disconnect().catch(() => {});
      throw error;
    }
  }

  async function discard(): Promise<void> {
    const closed = producer?.then((opened) => opened.disconnect());
    producer = undefined;
    if (closed) await within(closeMostMs, 'Closing a producer', closed).catch(() => {});
  }

  /** Sends; what kafkajs left out, as it doesn't know its partition yet, is sent by a producer that asks anew. */
  async function send(partitions: readonly PartitionRecords[]): Promise<void> {
    for (let attempt = 1, left = partitions; ; attempt++) {
      left = await sendOnce(left);
      const [unknown] = left;
      if (!unknown) return;
      // A topic that was made anew may have fewer partitions than it had.
      for (const { topic } of left) partitionCounts.forget(topic);
      void discard();
      if (attempt >= unknownAttemptsMax)
        throw new Error(`No broker answered for ${unknown.topic}/${unknown.partition}`);
      await pause(backoffMs(attempt, unknownRetry));
    }
  }

  /** Resolves with those that were not answered for: nothing of them was sent. */
  async function sendOnce(partitions: readonly PartitionRecords[]): Promise<readonly PartitionRecords[]> {
    try {
      producer ??= open();
      const ready = await within(sendMostMs, 'Opening a producer', producer);
      // All of them end before anything is said: none is under way when the same records are appended again.
      const outcomes = await Promise.allSettled(
        partitions.map((one) => within(sendMostMs, `Appending to ${one.topic}/${one.partition}`, sendOne(ready, one))),
      );
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
      return partitions.filter((_, index) => (outcomes[index] as PromiseFulfilledResult<boolean>).value === false);
    } catch (error) {
      // Nobody waits for it: it may be hanging.
      void discard();
      throw error;
    }
  }

  /** Whether the partition was answered for. */
  async function sendOne(ready: Producer, { topic, partition, messages }: PartitionRecords): Promise<boolean> {
    const answers = await ready.send({
      topic,
      messages,
      acks: acksOfAll,
      timeout: replicasTimeoutMs,
      compression: CompressionTypes.GZIP,
    });
    // kafkajs leaves out a partition that it doesn't know (yet), and says nothing.
    return answers.some((answer) => answer.partition === partition);
  }

  const add = createBatcher<readonly OutgoingRecord[], UnknownTopicError | undefined>({
    weightMax: bytesMax,
    weightOf: (records) => records.reduce((sum, record) => sum + sizeOf(record), 0),
    async run(calls) {
      // An unknown topic fails the call that named it, not those that were gathered with it.
      const counts = await partitionCounts.of(calls.flat().map(({ topic }) => topic));
      const outcomes = calls.map((records) => {
        const bad = records.find(({ topic }) => !counts.has(topic));
        return bad && new UnknownTopicError(bad.topic);
      });
      const good = calls.filter((_, index) => outcomes[index] === undefined).flat();
      if (good.length > 0) await send(toPartitions(good, counts));
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
