import type { Log, LogRecord } from '../../platform/log/port.ts';
import { recipientOf } from './event-streams.ts';
import { type LiveEvent, readEnvelope } from './live-event.ts';
import { toLiveEvent } from './live-reader.ts';
import type { Feed, RecentIndex } from './recent-index.ts';

/** Somebody who waits for a part of the log. */
export interface Job {
  readonly feed: Feed;
  /** Grows as the scan goes on; only the partitions that are behind the index. */
  readonly positions: Map<number, number>;
  readonly earliest: ReadonlyMap<number, number>;
  readonly max: number;
  readonly events: LiveEvent[];
  readonly ids: Set<string>;
  full: boolean;
}

/** One pass over a topic's partitions for all jobs. Resolves once each partition reached the index or its end. */
export async function scan(
  log: Pick<Log, 'read'>,
  index: RecentIndex,
  topic: string,
  jobs: readonly Job[],
  dedupeRecords: number,
  cancelled: Promise<void>,
): Promise<void> {
  const { starts, byRecipient, everybody, streams } = plan(jobs, dedupeRecords);
  // What stands before these offsets is certainly handled once the reader has caught up.
  const ends = new Map(index.positions(topic));
  /** The next offset of each partition; those still open go on until the index has what follows. */
  const scanned = new Map(starts);
  const open = new Set(starts.keys());
  let done = (): void => {};
  const allDone = new Promise<void>((resolve) => {
    done = resolve;
  });

  const giveAll = (wanting: readonly Job[], event: LiveEvent): void => {
    for (const job of wanting) {
      if (job.full || offer(job, event)) continue;
      // From here on the job goes no further: what it leaves out is what it asks for next.
      settle(job, scanned);
      job.full = true;
    }
  };

  const take = (record: LogRecord): void => {
    if (!open.has(record.partition)) return;
    // An event with a recipient is keyed by it: records of nobody who waits aren't even parsed.
    const own = byRecipient.get(record.key);
    const envelope = own || everybody.length > 0 ? readEnvelope(record.value) : null;
    if (envelope) giveAll([...(own ?? []), ...everybody], toLiveEvent(record, envelope));
    scanned.set(record.partition, record.offset + 1);
    const floor = Math.max(...streams.map((stream) => index.floor(stream, record.partition)));
    if (record.offset + 1 >= floor) open.delete(record.partition);
  };

  const reader = await log.read({
    topics: [topic],
    from: [...starts].map(([partition, offset]) => ({ topic, partition, offset })),
    handle: (records) => {
      for (const record of records) take(record);
      if (open.size === 0 || jobs.every((job) => job.full)) done();
    },
  });
  await Promise.race([allDone, reader.caughtUp, cancelled]);
  await reader.stop();
  for (const partition of open) scanned.set(partition, Math.max(scanned.get(partition)!, ends.get(partition) ?? 0));
  for (const job of jobs) if (!job.full) settle(job, scanned);
}

function plan(jobs: readonly Job[], dedupeRecords: number) {
  const starts = new Map<number, number>();
  const byRecipient = new Map<string, Job[]>();
  const everybody: Job[] = [];
  for (const job of jobs) {
    for (const [partition, offset] of job.positions) {
      const from = Math.max(job.earliest.get(partition) ?? 0, offset - dedupeRecords);
      starts.set(partition, Math.min(from, starts.get(partition) ?? from));
    }
    const { stream, recipient } = job.feed;
    const same = byRecipient.get(recipient);
    if (!stream.recipient) everybody.push(job);
    else if (same) same.push(job);
    else byRecipient.set(recipient, [job]);
  }
  return { starts, byRecipient, everybody, streams: [...new Set(jobs.map((job) => job.feed.stream))] };
}

/** Gives a job an event if it is its own and new to it. False where it has no room left: the event isn't taken. */
function offer(job: Job, event: LiveEvent): boolean {
  const { stream, recipient } = job.feed;
  const position = job.positions.get(event.partition);
  if (position === undefined || event.type !== stream.type) return true;
  if (stream.recipient && recipientOf(stream, event.data) !== recipient) return true;
  if (event.offset >= position && !job.ids.has(event.id)) {
    if (job.events.length === job.max) return false;
    job.events.push(event);
  }
  job.ids.add(event.id);
  return true;
}

/** A job has seen everything up to what was scanned. */
function settle(job: Job, scanned: ReadonlyMap<number, number>): void {
  for (const [partition, offset] of job.positions) {
    job.positions.set(partition, Math.max(offset, scanned.get(partition) ?? 0));
  }
}
