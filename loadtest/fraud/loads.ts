import { until } from '../../tests/support/until.ts';
import type { RunningProgram } from '../live/program.ts';
import { cpuWaitMs } from './cpu-wait.ts';
import { flood, offer } from './offer.ts';
import type { Pipeline } from './pipeline.ts';

/** The first seconds of a load warm code and caches up, and aren't counted. */
const warmUpMs = 5_000;
/** A load that takes longer than this to be worked off was too much. */
const drainTimeoutMs = 120_000;

export interface Capacity {
  /** Events a second that the worker handled while as many were produced as the broker took. */
  readonly whileProduced: number;
  /** The same while it caught up with what was left, nothing being produced; null where nothing was left. */
  readonly catchingUp: number | null;
  /** By the worker's own CPU time. */
  readonly perCpuSecond: number;
}

/** How many events a second a worker takes in from Kafka: reading, detecting, committing. */
export async function measureCapacity(pipeline: Pipeline, worker: RunningProgram, seconds: number): Promise<Capacity> {
  const cpuBefore = (await worker.usage()).cpuUs;
  const flooded = flood(pipeline.log, seconds);
  await new Promise((resolve) => setTimeout(resolve, Math.min(warmUpMs, (seconds * 1_000) / 2)));
  const [from, fromMs] = [(await pipeline.progress()).committed, performance.now()];
  await flooded;
  const [to, toMs] = [await pipeline.progress(), performance.now()];
  await caughtUp(pipeline);
  const [end, endMs] = [await pipeline.progress(), performance.now()];
  const cpuUs = (await worker.usage()).cpuUs - cpuBefore;
  const left = end.committed - to.committed;
  return {
    whileProduced: Math.round((to.committed - from) / ((toMs - fromMs) / 1_000)),
    // Of fewer the time to notice the end would be most of what is measured.
    catchingUp: left < 10_000 ? null : Math.round(left / ((endMs - toMs) / 1_000)),
    perCpuSecond: Math.round(end.committed / (cpuUs / 1e6)),
  };
}

/** Waits until the group has committed everything. */
export async function caughtUp(pipeline: Pipeline): Promise<void> {
  await until(
    async () => {
      const { committed, events } = await pipeline.progress();
      return committed >= events;
    },
    'the worker to catch up',
    drainTimeoutMs,
  );
}

export interface LoadResult {
  readonly eventsPerS: number;
  /** From the time at which a probe's last event was due to the decision read back from the log. */
  readonly latenciesMs: readonly number[];
  /** The part of it until the decision was taken and about to be stored: log and worker, without database and relay. */
  readonly decidedMs: readonly number[];
  /** Share of one core that the worker used. */
  readonly workerCpu: number;
  /** Shares of the time in which the worker's and the sender's event loops were ready to run and had no CPU; null where unknown. */
  readonly cpuWait: { readonly worker: number; readonly sender: number } | null;
  /** Events that were not handled yet when the last was sent. */
  readonly behind: number;
  /** The most by which the sender was late: a busy machine's part of the latency. */
  readonly senderLateMs: number;
}

function waits(worker: RunningProgram): { workerMs: number; senderMs: number } | null {
  const [workerMs, senderMs] = [cpuWaitMs(worker.pid), cpuWaitMs(process.pid)];
  return workerMs === null || senderMs === null ? null : { workerMs, senderMs };
}

/** Offers a load and waits for each probe's decision. */
export async function measureLoad(
  pipeline: Pipeline,
  worker: RunningProgram,
  load: { eventsPerS: number; probesPerS: number; seconds: number },
): Promise<LoadResult> {
  const before = await worker.usage();
  const waited = waits(worker);
  const startMs = performance.now();
  const offered = await offer(pipeline.log, load, () => {});
  const { committed, events } = await pipeline.progress();
  const elapsedMs = performance.now() - startMs;
  const waitedAfter = waits(worker);
  const workerCpu = ((await worker.usage()).cpuUs - before.cpuUs) / 1_000 / elapsedMs;
  const users = [...offered.dueMs.keys()];
  await until(
    () => users.every((user) => pipeline.decidedMs(user) !== undefined),
    `${users.length} decisions`,
    drainTimeoutMs,
  );
  await caughtUp(pipeline);
  const firstMs = Math.min(...offered.dueMs.values());
  const counted = [...offered.dueMs].filter(([, dueMs]) => dueMs >= firstMs + warmUpMs);
  const latenciesMs = counted.map(([user, dueMs]) => pipeline.decidedMs(user)! - dueMs);
  const takenMs = await pipeline.takenMs(counted.map(([user]) => user));
  return {
    eventsPerS: load.eventsPerS,
    latenciesMs,
    decidedMs: counted.map(([user, dueMs]) => takenMs.get(user)! - dueMs),
    workerCpu,
    cpuWait: waited &&
      waitedAfter && {
        worker: (waitedAfter.workerMs - waited.workerMs) / elapsedMs,
        sender: (waitedAfter.senderMs - waited.senderMs) / elapsedMs,
      },
    behind: events - committed,
    senderLateMs: Math.round(offered.lateMs),
  };
}
