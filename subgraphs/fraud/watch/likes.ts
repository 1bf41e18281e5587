import { likeRecorded } from '../../../events/like-recorded.ts';
import { topics } from '../../../events/topics.ts';
import type { Reader } from '../../../platform/log/port.ts';
import { isActivity } from '../detect/fact.ts';
import type { MarkStore } from '../store/mark-store.ts';
import { factsOf } from './facts-of.ts';
import { readWhole, type WholeReaderDeps } from './read-whole.ts';
import type { Rebuilds } from './rebuilds.ts';

const topic = topics.activityRecorded.name;

/**
 * Reads the likes of all partitions, for the rule over who likes whom together: a group's accounts lie in any partition.
 * Likes are a tenth of the activity; the rest is passed over before it is parsed. Begins `lengthMs` of event time back. Reads no
 * further while windows are rebuilt: all other rules wait for those, and both take the same core.
 */
export async function readLikes(
  deps: WholeReaderDeps & { marks: MarkStore; rebuilds: Rebuilds; lengthMs: number },
): Promise<Reader> {
  const { log, detector, marks, rebuilds, lengthMs, logger } = deps;
  const from = await Promise.all(
    (await log.bounds(topic)).map(async ({ partition, earliest, next }) => {
      const start = await marks.replayStart(topic, partition, next, lengthMs);
      return { topic, partition, offset: Math.max(earliest, start?.offset ?? 0) };
    }),
  );
  return readWhole(deps, { topics: [topic], from }, async (records) => {
    await rebuilds.ended();
    const likes = records.filter(({ value }) => value?.includes(likeRecorded.type));
    for (const { fact } of factsOf(likes, logger)) if (isActivity(fact)) detector.applyLike(fact);
  });
}
