import { allTopics } from '../../events/topics.ts';
import { openLog } from '../../platform/log/config.ts';
import type { Log } from '../../platform/log/port.ts';
import { homeAt } from '../../scripts/start/home.ts';
import { holderOf } from '../../scripts/start/instance-lock.ts';
import type { Command } from '../../scripts/start/run-command.ts';
import { silentLogger } from '../../scripts/start/silent-logger.ts';
import { StartError } from '../../scripts/start/start-error.ts';
import type { RunOptions } from './options.ts';
import { type Observer, observe } from './processes.ts';
import { startProduct } from './product.ts';
import { startCollector, type TraceCollector } from './trace-collector.ts';

/** What a load is put on, and how to look at it. */
export interface Target {
  readonly url: string;
  readonly observer: Observer | null;
  readonly collector: TraceCollector | null;
  /** Null for a product that ran already. */
  databaseUrl: ((name: string) => string) | null;
}

/** Starts the product, or finds the one that runs. What it starts is closed with the command's stack. */
export async function openProduct(product: RunOptions['product'], command: Command): Promise<Target> {
  const { stack, progress, signal } = command;
  if (product.kind === 'running') {
    const { url, home } = product;
    if (home === null) return { url, observer: null, collector: null, databaseUrl: null };
    const holder = holderOf(homeAt(home));
    if (!holder)
      throw new StartError(
        `Nothing runs on ${home}: name the folder of the 'npm start' that serves ${url}, or leave --home out.`,
      );
    return { url, observer: observe(holder.pid, home), collector: null, databaseUrl: null };
  }
  const collector = product.trace ? await startCollector() : null;
  if (collector) stack.add('collector', () => collector.close());
  const started = await progress.step(
    `Kith with ${product.people.toLocaleString('en')} people and ${product.visits.toLocaleString('en')} visits`,
    async (update) => {
      const running = await startProduct({
        ...product,
        tracesTo: collector?.url ?? null,
        signal,
        onLine: (line) => update({ detail: `(${line.slice(0, 60)})` }),
      });
      stack.add('Kith', () => running.stop());
      update({ detail: '' });
      return running;
    },
  );
  return { url: started.url, observer: started.observer, collector, databaseUrl: started.databaseUrl };
}

/** All processes together must not use more than this share of a core … */
const quietCores = 0.25;
/** … in so many looks in a row … */
const quietLooks = 3;
const lookEveryMs = 1_000;
/** … and when it takes longer than this, the test begins anyway. */
const quietTimeoutMs = 600_000;

/**
 * Waits until the product has nothing more to do of its own: after a load of a population the fraud service replays days
 * of events, which would be counted as the requests' cost. Quiet is: no consumer group has anything left to handle, and the
 * processes use hardly any CPU time (which alone says little where others keep the machine busy). Resolves with whether
 * it became so.
 */
export async function untilQuiet(target: Target, signal: AbortSignal): Promise<boolean> {
  const { observer } = target;
  if (observer === null || target.databaseUrl === null) return true;
  const log = await openLog(
    { LOG: 'postgres', LOG_DATABASE_URL: target.databaseUrl('kith_log'), KAFKA_TLS: false },
    silentLogger('loadtest'),
  );
  try {
    const total = () => Object.values(observer.read().cpuUs).reduce((sum, us) => sum + us, 0);
    const deadline = performance.now() + quietTimeoutMs;
    let quiet = 0;
    let before = { us: total(), atMs: performance.now() };
    while (quiet < quietLooks && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      signal.throwIfAborted();
      const now = { us: total(), atMs: performance.now() };
      const cores = (now.us - before.us) / 1_000 / (now.atMs - before.atMs);
      quiet = cores < quietCores && (await lagOf(log)) === 0 ? quiet + 1 : 0;
      before = { us: total(), atMs: performance.now() };
    }
    return quiet >= quietLooks;
  } finally {
    await log.close();
  }
}

/** Records that consumer groups have yet to handle. */
async function lagOf(log: Log): Promise<number> {
  const groups = await log.groups();
  let lag = 0;
  for (const { name: topic } of allTopics) {
    const bounds = await log.bounds(topic);
    for (const group of groups) {
      const committed = await log.committed(group, topic);
      // A group that doesn't read this topic.
      if (committed.size === 0) continue;
      for (const { partition, earliest, next } of bounds)
        lag += Math.max(0, next - Math.max(committed.get(partition) ?? 0, earliest));
    }
  }
  return lag;
}
