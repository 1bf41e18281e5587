import { setImmediate } from 'node:timers/promises';
import type { EachBatchPayload } from 'kafkajs';
import type { Place } from '../port.ts';

/** Commits a partition's next offset by way of the consumer whose batch it was. Rejects when the group didn't take it. */
export type CommitOffset = (place: Place, payload: EachBatchPayload) => Promise<void>;

/**
 * Commits of one consumer. Those that are asked for within one turn of the event loop are one request: partitions whose batches
 * were fetched together end together as a rule, and a broker answers one request of a connection after the other, so that
 * each would wait for the ones before.
 */
export function createOffsetCommits(): CommitOffset {
  let gathered: { readonly places: Place[]; readonly committed: Promise<void> } | undefined;

  return (place, payload) => {
    if (!gathered) {
      const places: Place[] = [];
      const committed = setImmediate().then(() => {
        gathered = undefined;
        return payload.commitOffsetsIfNecessary({ topics: byTopic(places) });
      });
      gathered = { places, committed };
    }
    gathered.places.push(place);
    return gathered.committed;
  };
}

/** As kafkajs wants them. */
function byTopic(places: readonly Place[]): { topic: string; partitions: { partition: number; offset: string }[] }[] {
  const topics = new Map<string, { partition: number; offset: string }[]>();
  for (const { topic, partition, offset } of places)
    topics.set(topic, [...(topics.get(topic) ?? []), { partition, offset: String(offset) }]);
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }));
}
