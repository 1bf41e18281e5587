import type { Identity } from '../../platform/identity/identity.ts';
import type { Log } from '../../platform/log/port.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import type { GraphStore, SubscriptionSource } from '../execute/port.ts';
import { type EventStream, sourcesOf, streamOf } from './event-streams.ts';
import { createHistory } from './history.ts';
import { createScanner } from './history-scan.ts';
import type { LiveConfig } from './live-config.ts';
import type { LiveEvent } from './live-event.ts';
import { createLiveReader } from './live-reader.ts';
import { createRecentIndex, type Feed, feedKey } from './recent-index.ts';

/** Somebody who takes a feed's events as they are read. */
export interface Listener {
  readonly feed: Feed;
  offer(event: LiveEvent): void;
}

export interface LiveLogDeps {
  readonly log: Pick<Log, 'read' | 'bounds'>;
  readonly graphs: Pick<GraphStore, 'current'>;
  readonly config: LiveConfig;
  readonly logger: Logger;
}

/** The live topics' past and present: one reader, the index it fills, the scans of what is older, and who listens. */
export function createLiveLog({ log, graphs, config, logger }: LiveLogDeps) {
  const listeners = new Map<string, Set<Listener>>();
  let scans = 0;
  let sources: ReadonlyMap<string, SubscriptionSource> = new Map();

  const index = createRecentIndex({ bytesMax: config.indexBytesMax, ageMs: config.indexMs });
  const reader = createLiveReader({
    log,
    index,
    prefillRecordsMax: config.prefillRecordsMax,
    logger,
    dispatch: (event, feed) => {
      for (const listener of listeners.get(feedKey(feed)) ?? []) listener.offer(event);
    },
  });
  const scanner = createScanner({
    log,
    index,
    gatherMs: config.scanGatherMs,
    dedupeRecords: config.dedupeRecords,
    onScan: () => scans++,
  });
  const history = createHistory({
    log,
    index,
    reader,
    scanner,
    replayRecordsMax: config.replayRecordsMax,
    chunkEventsMax: config.replayChunkEventsMax,
  });

  return {
    history,

    /** Begins to read what the current graph's live fields come from. Resolves once their present was reached. */
    async openGraph(): Promise<void> {
      sources = sourcesOf(graphs.current().supergraphSchema);
      await reader.open([...sources.values()].map(streamOf));
    },

    /** The source of a Subscription field of the graph that was opened last. */
    sourceOf: (field: string): SubscriptionSource | undefined => sources.get(field),

    open: (stream: EventStream): Promise<void> => reader.open([stream]),

    /** Somebody's part of a stream; null where its events have recipients and nobody is signed in. */
    feedOf(stream: EventStream, { subject }: Identity): Feed | null {
      if (!stream.recipient) return { stream, recipient: '' };
      return subject === null ? null : { stream, recipient: subject };
    },

    listen(listener: Listener): void {
      const key = feedKey(listener.feed);
      const others = listeners.get(key);
      if (others) others.add(listener);
      else listeners.set(key, new Set([listener]));
    },

    unlisten(listener: Listener): void {
      const key = feedKey(listener.feed);
      const others = listeners.get(key);
      others?.delete(listener);
      if (others?.size === 0) listeners.delete(key);
    },

    expire: (nowMs: number): void => index.expire(nowMs),

    stats: () => ({ scans, duplicates: reader.duplicates(), indexBytes: index.bytes }),

    async close(): Promise<void> {
      await scanner.close();
      await reader.close();
    },
  };
}

export type LiveLog = ReturnType<typeof createLiveLog>;
