import { until } from '../../tests/support/until.ts';
import type { RunningProgram } from '../live/program.ts';
import { caughtUp } from './loads.ts';
import type { Pipeline } from './pipeline.ts';
import { createProbe } from './traffic.ts';

/** A Kafka group takes a killed member for dead after its session; then the windows are read again. */
const recoverTimeoutMs = 180_000;

export interface Recovery {
  /** Events of activity in the log, all of the last day: what is read again. */
  readonly events: number;
  /** From the kill to the new process being a member of the group, with registrations and sign-ins read. */
  readonly memberMs: number;
  /** From the kill to the decision on an account whose last event came after it, and everything else before. */
  readonly decidedMs: number;
}

/** Kills the worker's process with -9 and starts another at once, while an account lacks its last event. */
export async function measureRecovery(pipeline: Pipeline, worker: RunningProgram): Promise<Recovery> {
  const probe = createProbe(Date.now());
  await pipeline.log.append(probe.before);
  await caughtUp(pipeline);
  const { events } = await pipeline.progress();
  const killedMs = Date.now();
  process.kill(worker.pid, 'SIGKILL');
  await pipeline.log.append([probe.last]);
  await pipeline.startFraudWorker();
  const memberMs = Date.now() - killedMs;
  await until(() => pipeline.decidedMs(probe.user) !== undefined, 'the decision after the kill', recoverTimeoutMs);
  return { events, memberMs, decidedMs: pipeline.decidedMs(probe.user)! - killedMs };
}
