import type { Consumer } from 'kafkajs';
import type { BatchHandler } from './batch-handler.ts';
import { heartbeatMs, type LoopOptions, sessionTimeoutMs } from './loop-options.ts';
import { createOffsetCommits } from './offset-commits.ts';
import type { Tenure } from './tenure.ts';

/** How long a rebalance waits for the handlers of the members that are there, in milliseconds. */
const rebalanceTimeoutMs = 10_000;
/** How long a broker holds an idle fetch, in milliseconds. kafkajs sends no heartbeat while it waits, so less than one. */
const fetchWaitMs = 1_000;
/** Partitions that kafkajs hands over at a time: all that a member has; how many are handled at a time is batch-handler.ts' */
const partitionsAtATime = 256;

export function createConsumer({ kafka, group, metadataMaxAgeMs }: LoopOptions): Consumer {
  return kafka.consumer({
    groupId: group,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: heartbeatMs,
    rebalanceTimeout: rebalanceTimeoutMs,
    maxWaitTimeInMs: fetchWaitMs,
    metadataMaxAge: metadataMaxAgeMs,
    allowAutoTopicCreation: false,
    // Restarted by itself, a consumer asks the broker it knows, which may be the one that doesn't answer. A new one asks
    // another: see `crashed` below.
    retry: { retries: 3, restartOnFailure: async () => false },
  });
}

/**
 * Connects a consumer, joins the group and lets it run. Resolves once it has joined; `crashed` is told when it ends for good
 * after that.
 */
export async function runConsumer(
  consumer: Consumer,
  options: LoopOptions,
  deps: {
    readonly tenure: Tenure;
    readonly handleBatch: BatchHandler;
    /** One that hung and was replaced has nothing to say or to hand over any more. */
    isCurrent(): boolean;
    crashed(error: unknown): void;
  },
): Promise<void> {
  const { tenure, handleBatch, isCurrent, crashed } = deps;
  const commit = createOffsetCommits();
  let isJoined = false;
  const { GROUP_JOIN, HEARTBEAT, REBALANCING, CRASH, END_BATCH_PROCESS } = consumer.events;
  const joined = new Promise<void>((resolve, reject) => {
    consumer.on(GROUP_JOIN, ({ payload }) => {
      if (!isCurrent()) return;
      tenure.begin();
      options.assigned?.(
        Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
          partitions.map((partition) => ({ topic, partition })),
        ),
        consumer,
      );
      isJoined = true;
      resolve();
    });
    consumer.on(CRASH, ({ payload: { error } }) => {
      reject(error);
      if (isJoined && isCurrent()) crashed(error);
    });
  });
  // Awaited below; if opening fails before that, its rejection is nobody's news.
  joined.catch(() => {});
  consumer.on(HEARTBEAT, () => tenure.heard());
  consumer.on(REBALANCING, () => tenure.end());
  consumer.on(END_BATCH_PROCESS, ({ payload: { topic, partition, lastOffset, batchSize } }) => {
    // Nothing but what compaction left of it: no handler saw it, but it was read.
    if (batchSize === 0) options.passed?.({ topic, partition, offset: Number(lastOffset) + 1 });
  });
  await consumer.connect();
  // Where nothing is committed the caller says where to begin; what retention removed is skipped to the first kept.
  await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: options.serial ? 1 : partitionsAtATime,
    eachBatch: async (payload) => {
      if (isCurrent()) await handleBatch(payload, commit);
    },
  });
  await joined;
}
