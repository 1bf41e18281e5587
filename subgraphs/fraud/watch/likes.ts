import { likeRecorded } from '../../../events/like-recorded.ts';
import { topics } from '../../../events/topics.ts';
import type { Log, Reader } from '../../../platform/log/port.ts';
import type { Logger } from '../../../platform/telemetry/logger.ts';
import type { Detector } from '../detect/detector.ts';
import { isActivity } from '../detect/fact.ts';
import type { MarkStore } from '../store/mark-store.ts';
import { type DecisionQueue, flushUntilStored } from './decision-queue.ts';
import { factsOf } from './facts-of.ts';

const topic = topics.activityRecorded.name;

/**
 * Reads the likes of all partitions, for the rule over who likes whom together: a group's accounts lie in any partition.
 * Likes are a tenth of the activity; the rest is passed over before it is parsed. Begins `lengthMs` of event time back.
 */
export async function readLikes(deps: {
  log: Log;
  detector: Detector;
  queue: DecisionQueue;
  marks: MarkStore;
  lengthMs: number;
  logger: Logger;
}): Promise<Reader> {
  const { log, detector, queue, marks, lengthMs, logger } = deps;
  const stopping = new AbortController();
  const from = await Promise.all(
    (await log.bounds(topic)).map(async ({ partition, earliest, next }) => {
      const start = await marks.replayStart(topic, partition, next, lengthMs);
      return { topic, partition, offset: Math.max(earliest, start?.offset ?? 0) };
    }),
  );
  const reader = await log.read({
    topics: [topic],
    from,
    async handle(records) {
      const likes = records.filter(({ value }) => value?.includes(likeRecorded.type));
      for (const { fact } of factsOf(likes, logger)) if (isActivity(fact)) detector.applyLike(fact);
      queue.addFindings(detector.find());
      await flushUntilStored(queue, stopping.signal, logger);
    },
  });
  return {
    caughtUp: reader.caughtUp,
    stop: () => {
      stopping.abort();
      return reader.stop();
    },
  };
}
