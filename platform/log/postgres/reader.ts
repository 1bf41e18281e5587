import type { Logger } from '../../telemetry/logger.ts';
import { backoffMs, pause } from '../backoff.ts';
import type { PartitionBounds, Reader, ReadOptions } from '../port.ts';
import type { Fetched, Wanted } from './fetcher.ts';
import type { Listener, Sleeper } from './listener.ts';
import type { Topic, TopicCatalog } from './topic-catalog.ts';

/** Records of one partition handed over at a time. */
const batchRecordsMax = 200;
/** Waits after a failed query or handler, in milliseconds. */
const retry = { firstMs: 100, mostMs: 5_000 };

interface Place {
  readonly topic: Topic;
  readonly partition: number;
  /** The next offset wanted. */
  position: number;
  /** The reader is caught up when every place has reached this. */
  target: number;
  /** Records may be there that were not read. */
  dirty: boolean;
}

export interface ReaderDeps {
  readonly catalog: TopicCatalog;
  readonly listener: Listener;
  readonly fetch: (wanted: Wanted) => Promise<Fetched>;
  readonly bounds: (topic: string) => Promise<readonly PartitionBounds[]>;
  readonly logger: Logger;
}

/**
 * Reads whole topics without a group. It begins to listen before it looks where the partitions stand, and reads by
 * offset: there is no gap between what was there and what comes.
 */
export async function startReader(options: ReadOptions, deps: ReaderDeps): Promise<Reader> {
  const { catalog, listener, fetch, bounds, logger } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  const places = new Map<string, Place>();
  const toCatchUp = new Set<Place>();
  let wake = () => {};
  let topicsDirty = false;
  let markCaughtUp = () => {};
  const caughtUp = new Promise<void>((resolve) => {
    markCaughtUp = resolve;
  });

  const sleeper: Sleeper = {
    appended(topicId, partitions) {
      for (const place of places.values()) {
        const meant = partitions.length === 0 || (place.topic.id === topicId && partitions.includes(place.partition));
        if (meant) place.dirty = true;
      }
      wake();
    },
    topicsChanged() {
      topicsDirty = true;
      wake();
    },
  };

  async function addPlaces(first: boolean): Promise<void> {
    for (const name of options.topics) {
      const topic = await catalog.find(name);
      for (const { partition, earliest, next } of await bounds(name)) {
        if (places.has(`${name}/${partition}`)) continue;
        // A partition that is added later is new: all of it is wanted.
        const position = first ? startOf(options.from, name, partition, earliest, next) : earliest;
        const place = { topic, partition, position, target: next, dirty: true };
        places.set(`${name}/${partition}`, place);
        if (first && position < next) toCatchUp.add(place);
      }
    }
  }

  async function handOver(place: Place, { records, more }: Fetched): Promise<void> {
    if (records.length > 0) {
      await options.handle(records);
      place.position = records.at(-1)!.offset + 1;
      place.dirty ||= more;
    }
    // Nothing left below the target: the rest of it was removed by retention or compaction.
    if ((records.length === 0 || place.position >= place.target) && toCatchUp.delete(place)) checkCaughtUp();
  }

  /** Reads the dirty places with one query, then hands over one place after the other. */
  async function readOn(dirty: readonly Place[]): Promise<void> {
    for (const place of dirty) place.dirty = false;
    const left = new Set(dirty);
    try {
      const fetched = await Promise.all(
        dirty.map(({ topic, partition, position }) =>
          fetch({ topicId: topic.id, partition, offset: position, most: batchRecordsMax }),
        ),
      );
      for (const [index, place] of dirty.entries()) {
        if (signal.aborted) return;
        await handOver(place, fetched[index]!);
        left.delete(place);
      }
    } finally {
      for (const place of left) place.dirty = true;
    }
  }

  function checkCaughtUp(): void {
    if (toCatchUp.size === 0) markCaughtUp();
  }

  async function run(): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      const dirty = [...places.values()].filter((place) => place.dirty);
      if (dirty.length === 0 && !topicsDirty) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = () => {};
        continue;
      }
      try {
        if (topicsDirty) {
          topicsDirty = false;
          catalog.invalidate();
          await addPlaces(false);
        }
        await readOn(dirty);
        failures = 0;
      } catch (error) {
        failures++;
        if (failures === 1 || failures % 20 === 0) {
          logger.warn({ err: error, topics: options.topics, failures }, 'reading the log failed; trying again');
        }
        if (dirty.length === 0) topicsDirty = true;
        await pause(backoffMs(failures, retry), signal);
      }
    }
  }

  await listener.add(sleeper);
  await addPlaces(true).catch((error: unknown) => {
    listener.remove(sleeper);
    throw error;
  });
  checkCaughtUp();
  const running = run();
  return {
    caughtUp,
    async stop() {
      stopping.abort();
      listener.remove(sleeper);
      wake();
      await running;
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
