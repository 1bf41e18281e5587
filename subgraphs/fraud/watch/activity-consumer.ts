import { setImmediate } from 'node:timers/promises';
import { topics } from '../../../events/topics.ts';
import { createEventConsumer, type EventConsumer, type ReceivedEvent } from '../../../platform/log/event-consumer.ts';
import type { Log } from '../../../platform/log/port.ts';
import { TransientError } from '../../../platform/log/transient.ts';
import type { Logger } from '../../../platform/telemetry/logger.ts';
import { activityKeptMs, type Detector } from '../detect/detector.ts';
import { readFact } from '../detect/read-fact.ts';
import type { Mark, MarkStore } from '../store/mark-store.ts';
import { type DecisionQueue, flushUntilStored } from './decision-queue.ts';
import { fraudGroup, type PlacedFact } from './facts-of.ts';
import { Progress } from './progress.ts';
import type { Rebuilds } from './rebuilds.ts';
import { replay } from './replay.ts';

const topic = topics.activityRecorded.name;

export interface ActivityConsumer {
  readonly stats: EventConsumer['stats'];
  /** Lets the rules that look a moment behind look at what is complete by now, and stores what they find. */
  settle(): Promise<void>;
  /** Forgets what is too old for any rule, by the event time that each partition has reached; events are handled in between. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

/** A partition that brought nothing for so long has told everything up to now. */
const idleMs = 2_000;

/**
 * Consumes activity as a member of the group `fraud`: each partition's windows are held by the one worker that has it.
 *
 * What keeps decisions the same whatever happens:
 * - A partition that comes to this worker has its windows rebuilt, before anything new of it is handled, by replaying
 *   the windows' length before the group's offset. All partitions of a rebalance are replayed in one pass.
 * - If others handled a part of a partition in between (this worker was taken for dead), that part is replayed.
 * - An offset is committed after everything found up to it is stored. A crash before that brings the events again; they,
 *   and what is found in them, are known by their identity.
 */
export async function createActivityConsumer(deps: {
  log: Log;
  detector: Detector;
  queue: DecisionQueue;
  marks: MarkStore;
  rebuilds: Rebuilds;
  logger: Logger;
  now?: () => number;
}): Promise<ActivityConsumer> {
  const { log, detector, queue, marks, rebuilds, logger, now = Date.now } = deps;
  const stopping = new AbortController();
  const progress = new Progress(topic);
  /** The partitions whose windows are held, each with the end of its rebuilding. */
  const held = new Map<number, Promise<void>>();

  /** Which partitions are being handled, and when each last was. */
  const handling = new Set<number>();
  const handledAtMs = new Map<number, number>();

  /** Partitions of which something was found that may not be stored yet: their offsets wait for it, the others' don't. */
  const owing = new Set<number>();
  /** Marks that may not be stored yet. */
  const unkept = new Set<Mark>();

  async function takeIn(partition: number, facts: readonly PlacedFact[]): Promise<void> {
    const nowMs = now();
    for (const { offset, fact } of facts) {
      detector.apply(fact, partition);
      const mark = progress.take(partition, offset, fact.atMs, nowMs);
      if (mark) unkept.add(mark);
    }
    // In the same turn, so that no other partition's look finds what these events say.
    const found = detector.find();
    if (found.length > 0) owing.add(partition);
    queue.addFindings(found);
    for (const mark of unkept) {
      await marks.keep(mark);
      unkept.delete(mark);
    }
  }

  /** Stores what was found of a partition, now or in an attempt that failed. */
  async function settleUp(partition: number): Promise<void> {
    if (!owing.has(partition)) return;
    await queue.flush();
    owing.delete(partition);
  }

  /** Rebuilds the windows of partitions of which the group stands at these offsets. */
  async function rebuild(nextOffsets: ReadonlyMap<number, number>): Promise<void> {
    const earliest = new Map((await log.bounds(topic)).map((bounds) => [bounds.partition, bounds.earliest]));
    const spans = await Promise.all(
      [...nextOffsets].map(async ([partition, until]) => {
        const start = await marks.replayStart(topic, partition, until, activityKeptMs);
        const from = Math.max(start?.offset ?? 0, earliest.get(partition) ?? 0);
        progress.begin(partition, until, start?.hourMs);
        return { partition, from, until };
      }),
    );
    await replay({ log, logger }, topic, spans, takeIn);
    await flushUntilStored(queue, stopping.signal, logger);
    const events = spans.reduce((sum, { from, until }) => sum + Math.max(0, until - from), 0);
    logger.info({ partitions: nextOffsets.size, events }, 'windows rebuilt');
  }

  /** Holds partitions from now on; what `rebuilding` rejects with is met by `handle`, which then tries anew. */
  function hold(partitions: readonly number[], rebuilding: Promise<void>): void {
    for (const partition of partitions) held.set(partition, rebuilding);
    rebuilds.add(rebuilding);
    rebuilding.catch((error: unknown) => {
      logger.warn({ err: error, partitions }, 'windows could not be rebuilt; trying again with the next events');
      for (const partition of partitions) if (held.get(partition) === rebuilding) held.delete(partition);
    });
  }

  function onAssigned(assigned: readonly { topic: string; partition: number }[]): void {
    const mine = new Set(assigned.filter((one) => one.topic === topic).map((one) => one.partition));
    const lost = [...held.keys()].filter((partition) => !mine.has(partition));
    detector.dropPartitions(new Set(lost));
    for (const partition of lost) {
      held.delete(partition);
      progress.end(partition);
    }
    const gained = [...mine].filter((partition) => !held.has(partition));
    if (gained.length === 0) return;
    const rebuilding = log.committed(fraudGroup, topic).then((committed) =>
      // A partition that the group never committed is read from its beginning: nothing lies before.
      rebuild(new Map(gained.map((partition) => [partition, committed.get(partition) ?? 0]))),
    );
    hold(gained, rebuilding);
  }

  async function prepare(partition: number, offset: number): Promise<void> {
    if (!held.has(partition)) hold([partition], rebuild(new Map([[partition, offset]])));
    try {
      await held.get(partition);
      const from = progress.nextOffset(partition) ?? offset;
      if (from < offset) await replay({ log, logger }, topic, [{ partition, from, until: offset }], takeIn);
    } catch (error) {
      throw new TransientError('The windows could not be rebuilt.', { cause: error });
    }
  }

  async function handle(events: readonly ReceivedEvent[], signal: AbortSignal): Promise<void> {
    const { partition, offset } = events[0]!;
    // All are read before any is taken in: a poison event must not leave half a batch behind.
    const facts = events.flatMap((event) => {
      const fact = readFact(event.topic, event.envelope);
      return fact ? [{ offset: event.offset, fact }] : [];
    });
    await prepare(partition, offset);
    signal.throwIfAborted();
    handling.add(partition);
    try {
      await takeIn(partition, facts);
      await settleUp(partition);
    } finally {
      handling.delete(partition);
      handledAtMs.set(partition, now());
    }
    progress.passed(partition, events.at(-1)!.offset + 1);
  }

  const consumer = await createEventConsumer({ log, group: fraudGroup, topics: [topic], logger, handle, onAssigned });
  return {
    stats: consumer.stats,
    async settle() {
      const nowMs = now();
      const reached = progress.reached();
      const idle = (partition: number): boolean =>
        !handling.has(partition) && nowMs - (handledAtMs.get(partition) ?? 0) > idleMs;
      queue.addFindings(
        detector.settle((partition) =>
          idle(partition) ? nowMs : (reached.get(partition) ?? Number.NEGATIVE_INFINITY),
        ),
      );
      await flushUntilStored(queue, stopping.signal, logger);
    },
    async forget() {
      for (const _ of detector.forgetting(progress.reached(), now())) {
        await setImmediate();
        if (stopping.signal.aborted) return;
      }
    },
    async close() {
      stopping.abort();
      await consumer.close();
    },
  };
}
