import { cpus, loadavg, totalmem } from 'node:os';
import { percentile } from '../live/statistics.ts';
import type { CoreCost } from './core.ts';
import type { Recovery } from './kill.ts';
import type { Capacity, LoadResult } from './loads.ts';
import type { AccountMemory } from './memory.ts';

/** Everything that was measured; what is missing was left out, and `notes` say why. */
export interface Results {
  core?: CoreCost;
  busy?: AccountMemory;
  quiet?: AccountMemory;
  capacity?: Capacity | null;
  loads: { share: number; result: LoadResult }[];
  releasesMs?: readonly number[];
  recovery?: Recovery;
  notes: string[];
}

const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const whole = (value: number): string => Math.round(value).toLocaleString('en');
const spread = (values: readonly number[]): string =>
  [0.5, 0.99, 0.999].map((share) => `p${share * 100} ${ms(percentile(values, share))}`).join(', ');

const waiting = ({ cpuWait }: LoadResult): string =>
  cpuWait === null
    ? ''
    : ` and waiting for one ${Math.round(cpuWait.worker * 100)}% of the time, the sender ${Math.round(cpuWait.sender * 100)}%`;

/** The figures as text. `load` is the machine's load average when the benchmark began. */
export function table(results: Results, load: readonly number[]): string {
  const { core, busy, quiet, capacity, loads, releasesMs, recovery, notes } = results;
  const lines = [
    `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}; load average ` +
      `${load[0]!.toFixed(1)} at the start, ${loadavg()[0]!.toFixed(1)} at the end`,
  ];
  if (core && busy && quiet)
    lines.push(
      '',
      'one core, without log and database',
      `  ${whole(core.eventsPerCpuSecond)} events per CPU second (${whole(core.events)} events, ${core.findings} findings)`,
      `  a batch of 500: ${spread(core.batchesMs)}`,
      `  memory of an account that was active in the last day: ${whole(busy.bytesEach)} bytes (${whole(busy.accounts)} accounts)`,
      `  memory of a quiet account (three visits and a like in a day): ${whole(quiet.bytesEach)} bytes (${whole(quiet.accounts)} accounts)`,
    );
  if (capacity)
    lines.push(
      '',
      'the worker on Kafka, everything on this machine',
      `  takes in ${whole(capacity.whileProduced)} events/s while as many are produced as the broker takes, ` +
        `${capacity.catchingUp === null ? 'and is never behind' : `${whole(capacity.catchingUp)}/s when it catches up`}; ` +
        `${whole(capacity.perCpuSecond)} per second of its own CPU time`,
    );
  for (const { share, result } of loads)
    lines.push(
      `  at ${Math.round(share * 100)}% (${whole(result.eventsPerS)} events/s): event to published decision ${spread(result.latenciesMs)}, ` +
        `most ${ms(Math.max(...result.latenciesMs))}; of it until the decision was taken ${spread(result.decidedMs)} (${whole(result.latenciesMs.length)} decisions; worker ` +
        `${Math.round(result.workerCpu * 100)}% of a core${waiting(result)}, ${whole(result.behind)} events behind at the end, sender late by up to ${result.senderLateMs} ms)`,
    );
  if (releasesMs)
    lines.push(
      `  CLEARED to the status ACTIVE on the log, under a load of 50%: median ${ms(percentile(releasesMs, 0.5))}, most ` +
        `${ms(Math.max(...releasesMs))} (${releasesMs.length} verdicts)`,
    );
  if (recovery)
    lines.push(
      `  kill -9 with ${whole(recovery.events)} events of the day in the log: member again after ${(recovery.memberMs / 1_000).toFixed(1)} s, ` +
        `first decision after ${(recovery.decidedMs / 1_000).toFixed(1)} s`,
    );
  for (const note of notes) lines.push('', note);
  return lines.join('\n');
}
