import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import type { HeldConnections } from './connections.ts';
import type { FanOutCost, FanOutKind } from './fan-out.ts';
import type { LogName, Options } from './options.ts';
import type { Throughput } from './pipeline.ts';
import { median, percentile } from './statistics.ts';

/** Everything that was measured, round by round. Latencies of all rounds are pooled, or p99.9 would be one value. */
export interface Results {
  readonly logs: Map<
    LogName,
    {
      throughput: Throughput[];
      latenciesMs: number[];
      fanOut: Record<FanOutKind, FanOutCost[]>;
      restrictedMs: number[];
      revokedMs: number[];
    }
  >;
  readonly floor: Record<FanOutKind, FanOutCost[]>;
  connections: { router: HeldConnections; floor: HeldConnections } | null;
  /** What was left out or done smaller, and why. */
  readonly notes: string[];
}

export const emptyResults = (): Results => ({
  logs: new Map(),
  floor: { shared: [], distinct: [] },
  connections: null,
  notes: [],
});

const round = (value: number | null, digits = 0): number | null =>
  value === null ? null : Math.round(value * 10 ** digits) / 10 ** digits;
const cost = (rounds: readonly FanOutCost[]) => ({
  cpuUsPerDelivery: round(median(rounds.map((one) => one.cpuUsPerDelivery)), 1),
  lowest: round(Math.min(...rounds.map((one) => one.cpuUsPerDelivery)), 1),
  highest: round(Math.max(...rounds.map((one) => one.cpuUsPerDelivery)), 1),
  executionsPerEvent: round(rounds[0]?.executionsPerEvent ?? null, 2),
});

const closed = (samples: readonly number[]) => ({
  samples: samples.length,
  p50: round(percentile(samples, 0.5), 1),
  longest: round(Math.max(...samples), 1),
});

/** The figures as they are stored: medians over the rounds. */
export function summarise(results: Results, options: Options, loadAtStart: readonly number[]) {
  const { connections } = results;
  const held = (one: HeldConnections) => ({
    held: one.held,
    rssBytesEach: round(one.rssBytesEach),
    heapBytesEach: round(one.heapBytesEach),
    idleCpuPercent: round(one.idleCpuPercent, 2),
  });
  return {
    date: new Date().toISOString(),
    command: `npm run bench:live -- ${process.argv
      .slice(2)
      .join(' ')
      .replace(/:\/\/\S+/g, '://…')}`,
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGiB: round(totalmem() / 2 ** 30, 1),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      // Others' work shows here: rates and latencies suffer from it, CPU times little.
      loadBefore: loadAtStart.map((load) => round(load, 1)),
      loadAfter: loadavg().map((load) => round(load, 1)),
    },
    // Not where the servers are: that is nobody's business, and may hold a password.
    options: { ...options, out: undefined, postgres: options.postgres && 'given', kafka: options.kafka && 'given' },
    notes: results.notes,
    logs: Object.fromEntries(
      [...results.logs].map(([name, { throughput, latenciesMs, fanOut, restrictedMs, revokedMs }]) => {
        const cpu = (of: keyof Throughput['cpuUs']): number | null => {
          const values = throughput.map(({ cpuUs }) => cpuUs[of]).filter((value) => value !== null);
          return values.length === 0 ? null : round(median(values));
        };
        return [
          name,
          {
            eventsPerSecond: round(median(throughput.map((one) => one.eventsPerSecond))),
            eventsPerSecondByRound: throughput.map((one) => round(one.eventsPerSecond)),
            cpuUsPerEvent: {
              router: cpu('router'),
              activity: cpu('activity'),
              worker: cpu('worker'),
              postgres: cpu('postgres'),
              kafka: cpu('kafka'),
            },
            latencyMs: {
              samples: latenciesMs.length,
              p50: round(percentile(latenciesMs, 0.5), 1),
              p99: round(percentile(latenciesMs, 0.99), 1),
              'p99.9': round(percentile(latenciesMs, 0.999), 1),
            },
            fanOut: { shared: cost(fanOut.shared), distinct: cost(fanOut.distinct) },
            closedMs: { restricted: closed(restrictedMs), revoked: closed(revokedMs) },
          },
        ];
      }),
    ),
    floor: { fanOut: { shared: cost(results.floor.shared), distinct: cost(results.floor.distinct) } },
    connections: connections && { router: held(connections.router), floor: held(connections.floor) },
  };
}

export type Summary = ReturnType<typeof summarise>;

export function table({ logs, floor, connections, options, notes }: Summary): string {
  const names = Object.keys(logs);
  const rows: string[][] = [['', ...names, 'bare ws']];
  const add = (label: string, of: (log: Summary['logs'][string]) => unknown, bare: unknown = null): void => {
    rows.push([label, ...names.map((name) => cell(of(logs[name]!))), cell(bare)]);
  };
  add('events a second, mutation → client', (log) => log.eventsPerSecond);
  add(`latency p50, ms, at ${options.rate} a second`, (log) => log.latencyMs.p50);
  add('latency p99, ms', (log) => log.latencyMs.p99);
  add('latency p99.9, ms', (log) => log.latencyMs['p99.9']);
  for (const part of ['router', 'activity', 'worker', 'postgres', 'kafka'] as const)
    add(`CPU for one event, µs: ${part}`, (log) => log.cpuUsPerEvent[part]);
  for (const kind of ['shared', 'distinct'] as const) {
    const label = kind === 'shared' ? `1 event to ${options.subscribers}` : `${options.subscribers} events to 1 each`;
    add(
      `CPU for a delivery, µs: ${label}`,
      (log) => log.fanOut[kind].cpuUsPerDelivery,
      floor.fanOut[kind].cpuUsPerDelivery,
    );
    add('  executions for each event', (log) => log.fanOut[kind].executionsPerEvent);
  }
  for (const kind of ['restricted', 'revoked'] as const) {
    const whose = kind === 'restricted' ? 'restricted account' : 'revoked session';
    add(`${whose} closed, p50, ms`, (log) => log.closedMs[kind].p50);
    add('  the longest, ms', (log) => log.closedMs[kind].longest);
  }
  const lines = [layOut(rows)];
  if (connections) {
    const { router, floor: bare } = connections;
    lines.push(
      layOut([
        [`${router.held} idle subscribers`, 'router', 'bare ws'],
        ['bytes each (resident)', cell(router.rssBytesEach), cell(bare.rssBytesEach)],
        ['bytes each (heap)', cell(router.heapBytesEach), cell(bare.heapBytesEach)],
        ['CPU at idle, % of a core', cell(router.idleCpuPercent), cell(bare.idleCpuPercent)],
      ]),
    );
  }
  return [...lines, ...notes.map((note) => `Note: ${note}`)].join('\n\n');
}

const cell = (value: unknown): string => (value === null || value === undefined ? '-' : String(value));

function layOut(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row.map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!))).join('  '),
    )
    .join('\n');
}

/** Writes `live-<date>.json`; a later run of the same day replaces it. Returns its path. */
export function store(summary: Summary, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `live-${summary.date.slice(0, 10)}.json`);
  writeFileSync(file, `${JSON.stringify(summary, null, 2)}\n`);
  return file;
}
