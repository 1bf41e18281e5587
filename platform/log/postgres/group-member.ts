import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Logger } from '../../telemetry/logger.ts';
import { createBatcher } from '../batcher.ts';
import type { ConsumeOptions, Running } from '../port.ts';
import { createSemaphore } from '../semaphore.ts';
import type { Fetched, Wanted } from './fetcher.ts';
import { createGroupTable, type HeldClaim } from './group-table.ts';
import type { Listener, Sleeper } from './listener.ts';
import { type PartitionPump, startPump } from './partition-pump.ts';
import type { TopicCatalog } from './topic-catalog.ts';

/** A member that is silent this long is dead and its partitions go to others; in milliseconds. */
export const sessionTimeoutMs = 6_000;
/** Four heartbeats fit into the session, so one or two may be late. A crash is noticed within 6 + 1.5 s. */
const heartbeatMs = 1_500;
/** Records handed over at a time, unless the consumer says otherwise. */
const defaultBatchRecordsMax = 500;
/** Partitions of one member whose handlers run at a time: about what its database connections can do. */
const handlersMax = 4;

export interface MemberDeps {
  readonly pool: pg.Pool;
  readonly catalog: TopicCatalog;
  readonly listener: Listener;
  readonly fetch: (wanted: Wanted) => Promise<Fetched>;
  readonly logger: Logger;
}

interface Holding {
  readonly claim: HeldClaim;
  readonly pump: PartitionPump;
}

const keyOf = ({ topicId, partition }: { topicId: number; partition: number }) => `${topicId}/${partition}`;

/**
 * A member of a consumer group. `sync` is its heart: it runs at every heartbeat and whenever the group changed, one at a
 * time, and makes what runs here equal to what the claims say:
 * - a claim that is new here gets a pump, from its committed position;
 * - a pump whose claim is gone (the member was taken for dead) or whose generation changed is stopped;
 * - what exceeds the fair share is stopped and only then given back, so that no two members handle one partition.
 *
 * A member that can't reach the database for a whole session must take itself for dead: others do. It stops its pumps.
 */
export async function joinGroup(options: ConsumeOptions, deps: MemberDeps): Promise<Running> {
  const { catalog, listener, fetch } = deps;
  const { group, batchRecordsMax = defaultBatchRecordsMax } = options;
  const memberId = randomUUID();
  const logger = deps.logger.child({ group, memberId });
  const table = createGroupTable(deps.pool, { group, memberId });
  const holdings = new Map<string, Holding>();
  const limit = createSemaphore(handlersMax);
  let topicIds: number[] = [];
  let lastSeenMs = performance.now();
  let stopping = false;
  let assigned = '';

  const commit = createBatcher<{ claim: HeldClaim; position: number }, boolean>({
    weightMax: 1_000,
    weightOf: () => 1,
    run: (commits) => table.commit(commits),
  });

  function start(claim: HeldClaim): Holding {
    const { topicId, partition } = claim;
    const pump = startPump({
      position: claim.position,
      fetch: (offset) => fetch({ topicId, partition, offset, most: batchRecordsMax }),
      handle: (records, signal) =>
        limit(async () => {
          signal.throwIfAborted();
          await options.handle(records, signal);
        }),
      commit: (position) => commit({ claim, position }),
      onError(error, step, failures) {
        if (failures > 1 && failures % 20 !== 0) return;
        const topic = catalog.nameOf(topicId);
        logger.warn({ err: error, topic, partition, step, failures }, 'a partition could not be read on; trying again');
      },
    });
    return { claim, pump };
  }

  async function stopHoldings(keys: readonly string[]): Promise<void> {
    await Promise.all(
      keys.map(async (key) => {
        await holdings.get(key)?.pump.stop();
        holdings.delete(key);
      }),
    );
  }

  async function sync(): Promise<void> {
    const startedMs = performance.now();
    const claims = await table.sync({ topicIds, from: options.from, timeoutMs: sessionTimeoutMs });
    lastSeenMs = startedMs;
    const held = new Map(claims.map((claim) => [keyOf(claim), claim]));

    const lost = [...holdings].filter(([key, { claim }]) => held.get(key)?.generation !== claim.generation);
    if (lost.length > 0) {
      logger.warn({ partitions: lost.length }, 'partitions were taken over by another member');
      await stopHoldings(lost.map(([key]) => key));
    }
    const surplus = surplusOf(claims);
    if (surplus.length > 0) {
      await stopHoldings(surplus.map(keyOf));
      await table.release(surplus);
      for (const claim of surplus) held.delete(keyOf(claim));
    }
    for (const [key, claim] of held) if (!holdings.has(key)) holdings.set(key, start(claim));
    tellAssigned();
  }

  function tellAssigned(): void {
    const keys = [...holdings.keys()].sort().join(' ');
    if (keys === assigned) return;
    assigned = keys;
    logger.debug({ partitions: holdings.size }, 'the group was shared out');
    options.onAssigned?.(
      [...holdings.values()].map(({ claim }) => ({
        topic: catalog.nameOf(claim.topicId),
        partition: claim.partition,
      })),
    );
  }

  /** Runs `sync` soon; while one runs, at most one more waits. */
  const syncSoon = createBatcher<void, void>({
    weightMax: Number.POSITIVE_INFINITY,
    weightOf: () => 1,
    async run(calls) {
      if (!stopping) await sync();
      return calls.map(() => undefined);
    },
  });

  async function heartbeat(): Promise<void> {
    try {
      await syncSoon();
    } catch (error) {
      if (stopping) return;
      logger.warn({ err: error }, 'the heartbeat of a group member failed');
    }
  }

  /** Apart from the heartbeat, because that may hang as long as the database does. */
  async function stopIfSilent(): Promise<void> {
    if (performance.now() - lastSeenMs < sessionTimeoutMs || holdings.size === 0) return;
    logger.warn('without a heartbeat for a whole session: others may have the partitions, so this member stops them');
    await stopHoldings([...holdings.keys()]);
  }

  async function findTopics(): Promise<void> {
    topicIds = await Promise.all(options.topics.map(async (name) => (await catalog.find(name)).id));
  }

  const sleeper: Sleeper = {
    appended(topicId, partitions) {
      if (partitions.length === 0) for (const { pump } of holdings.values()) pump.wake();
      for (const partition of partitions) holdings.get(keyOf({ topicId, partition }))?.pump.wake();
    },
    groupChanged(name) {
      if (name === group || name === '') void heartbeat();
    },
    topicsChanged() {
      catalog.invalidate();
      void findTopics().then(heartbeat, () => {});
    },
  };

  await findTopics();
  await listener.add(sleeper);
  try {
    await sync();
  } catch (error) {
    listener.remove(sleeper);
    throw error;
  }
  const timer = setInterval(() => {
    void heartbeat();
    void stopIfSilent();
  }, heartbeatMs);

  return {
    async stop() {
      stopping = true;
      clearInterval(timer);
      listener.remove(sleeper);
      await syncSoon().catch(() => {});
      await stopHoldings([...holdings.keys()]);
      // A database that is down takes no farewell: the session then ends by its time-out.
      await table.leave().catch((error: unknown) => logger.warn({ err: error }, 'the group could not be left'));
    },
  };
}

/** What a member holds beyond its fair share of each topic: the highest partitions, so that members agree by and large. */
function surplusOf(claims: readonly HeldClaim[]): HeldClaim[] {
  const byTopic = new Map<number, HeldClaim[]>();
  for (const claim of claims) byTopic.set(claim.topicId, [...(byTopic.get(claim.topicId) ?? []), claim]);
  return [...byTopic.values()].flatMap((held) => held.sort((a, b) => a.partition - b.partition).slice(held[0]!.quota));
}
