import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, percentile } from '../live/statistics.ts';
import type { Sample } from './measure.ts';
import { type OperationKey, operationKeys, operations } from './operations.ts';
import type { BenchOptions } from './options.ts';
import { type Row, rows } from './rows.ts';

/** What a row costs for one operation: medians of its rounds. */
export interface Result {
  readonly row: string;
  readonly operation: OperationKey;
  /** CPU microseconds of the router's process for a request, the median and each round. */
  readonly cpuUs: number;
  readonly cpuUsRounds: readonly number[];
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly requestsPerSecond: number;
  readonly peakMb: number | null;
  readonly callsPerRequest: number;
}

/** Everything a run found. */
export interface Summary {
  readonly date: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly options: Omit<BenchOptions, 'rows' | 'out'>;
  readonly versions: Readonly<Record<string, string>>;
  readonly results: readonly Result[];
  /** What is missing, and why. */
  readonly notes: readonly string[];
}

export function summarise(row: Row, operation: OperationKey, samples: readonly Sample[]): Result {
  const latencies = samples.flatMap(({ latenciesMs }) => latenciesMs);
  const peaks = samples.flatMap(({ peakBytes }) => (peakBytes === null ? [] : [peakBytes]));
  const latency = (share: number) => (latencies.length === 0 ? null : round(percentile(latencies, share), 2));
  return {
    row: row.key,
    operation,
    cpuUs: round(median(samples.map(({ cpuUs }) => cpuUs)), 1),
    cpuUsRounds: samples.map(({ cpuUs }) => round(cpuUs, 1)),
    p50Ms: latency(0.5),
    p99Ms: latency(0.99),
    requestsPerSecond: Math.round(median(samples.map(({ requestsPerSecond }) => requestsPerSecond))),
    peakMb: peaks.length === 0 ? null : Math.round(Math.max(...peaks) / 2 ** 20),
    callsPerRequest: round(median(samples.map(({ callsPerRequest }) => callsPerRequest)), 2),
  };
}

/**
 * How many times as much as another row: the median of the ratios round by round. Two rows of one round have the same
 * neighbours on their machine, two rounds may not.
 */
function ratioOf(result: Result, other: Result): number {
  const others = other.cpuUsRounds;
  return median(result.cpuUsRounds.slice(0, others.length).map((cpuUs, index) => cpuUs / others[index]!));
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

const groupTitles = { peers: 'routers', savings: 'Kith, each saving off and on', connections: 'ways to the subgraphs' };

/** A table an operation and group, in Markdown. */
export function toTables(results: readonly Result[]): string {
  const lines: string[] = [];
  for (const operation of operationKeys) {
    const found = results.filter((result) => result.operation === operation);
    if (found.length === 0) continue;
    lines.push('', `**(${operation}) ${operations[operation].title}**`);
    const handwritten = found.find(({ row }) => row === 'handwritten');
    for (const group of ['peers', 'savings', 'connections'] as const) {
      const inGroup = rows.filter((row) => row.group === group && found.some((result) => result.row === row.key));
      if (inGroup.length === 0) continue;
      lines.push(
        '',
        `| ${groupTitles[group]} | CPU µs | rounds | × hand-written | p50 ms | p99 ms | peak MB | calls |`,
      );
      lines.push(`|---|${'---:|'.repeat(7)}`);
      for (const { key, title } of inGroup) {
        const result = found.find(({ row }) => row === key)!;
        const ratio = handwritten === undefined ? '–' : ratioOf(result, handwritten).toFixed(2);
        const rounds = `${Math.round(Math.min(...result.cpuUsRounds))}–${Math.round(Math.max(...result.cpuUsRounds))}`;
        const { p50Ms, p99Ms, peakMb, callsPerRequest } = result;
        const cells = [
          Math.round(result.cpuUs),
          rounds,
          ratio,
          p50Ms ?? '–',
          p99Ms ?? '–',
          peakMb ?? '–',
          callsPerRequest,
        ];
        lines.push(`| ${title} | ${cells.join(' | ')} |`);
      }
    }
  }
  return lines.join('\n');
}

/**
 * The aims, in microseconds on the machine where they were set, with what the hand-written handler cost there: what
 * another machine measures is judged by its ratio to the same handler.
 */
const aims = {
  a: { us: 70, handwritten: 56 },
  b: { us: 170, handwritten: 146 },
  c: { us: 230, handwritten: 207 },
} as const;
/** How many times less than these peers. */
const timesLess = [
  { peer: 'apollo-readme', operations: ['a', 'b', 'c'], times: 15 },
  { peer: 'hive-rust', operations: ['a', 'b', 'c'], times: 5 },
  { peer: 'apollo-readme', operations: ['d'], times: 10 },
] as const;

/** Each aim beside what was reached. */
export function judge(results: readonly Result[]): string {
  const resultOf = (row: string, operation: string): Result | undefined =>
    results.find((result) => result.row === row && result.operation === operation);
  const lines = ['| aim | reached | |', '|---|---|---|'];
  const add = (aim: string, reached: string, met: boolean) =>
    lines.push(`| ${aim} | ${reached} | ${met ? 'met' : 'not met'} |`);
  for (const [operation, { us, handwritten }] of Object.entries(aims)) {
    const [ours, theirs] = [resultOf('kith', operation), resultOf('handwritten', operation)];
    if (!ours || !theirs) continue;
    const limit = us / handwritten;
    const ratio = ratioOf(ours, theirs);
    const reached = `${ratio.toFixed(2)} × (${Math.round(ours.cpuUs)} beside ${Math.round(theirs.cpuUs)} µs; ${Math.round(ratio * handwritten)} on the aim's scale)`;
    add(
      `(${operation}) at most ${us} µs where the hand-written handler takes ${handwritten}: ${limit.toFixed(2)} ×`,
      reached,
      ratio <= limit,
    );
  }
  for (const { peer, operations: of, times } of timesLess)
    for (const operation of of) {
      const [ours, theirs] = [resultOf('kith', operation), resultOf(peer, operation)];
      if (!ours || !theirs) continue;
      const ratio = ratioOf(theirs, ours);
      const title = rows.find(({ key }) => key === peer)!.title;
      add(
        `(${operation}) ${times} times less than ${title}`,
        `${ratio.toFixed(1)} times (${Math.round(theirs.cpuUs)} µs)`,
        ratio >= times,
      );
    }
  return lines.length > 2 ? lines.join('\n') : '';
}

/** Writes `router-<date>.json`; a later run of the same day replaces it. Returns its path. */
export function store(summary: Summary, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `router-${summary.date.slice(0, 10)}.json`);
  writeFileSync(file, `${JSON.stringify(summary, null, 2)}\n`);
  return file;
}
