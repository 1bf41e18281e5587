import { cpus } from 'node:os';
import type { Observer, Usage } from './processes.ts';
import type { CpuResult } from './result.ts';

/** What was used at a moment. */
export interface Look {
  readonly atMs: number;
  readonly usage: Usage | null;
  /** CPU microseconds of this process. */
  readonly runnerUs: number;
  /** CPU microseconds of the whole machine, whoever used them. */
  readonly machineUs: number;
}

export function lookAt(observer: Observer | null, atMs: number): Look {
  const { user, system } = process.cpuUsage();
  return { atMs, usage: observer?.read() ?? null, runnerUs: user + system, machineUs: machineUs() };
}

function machineUs(): number {
  return sum(cpus().map(({ times: { user, nice, sys, irq } }) => (user + nice + sys + irq) * 1_000));
}

/** Cores that each process kept busy between two looks. */
export function coresBetween(from: Look, to: Look): Record<string, number> {
  const us = (to.atMs - from.atMs) * 1_000;
  return mapValues(differences(from.usage?.cpuUs, to.usage?.cpuUs), (used) => used / us);
}

/** CPU time between two looks, by answered operation. */
export function cpuBetween(from: Look, to: Look, operations: number): Omit<CpuResult, 'restCores'> {
  const used = differences(from.usage?.cpuUs, to.usage?.cpuUs);
  const runnerUs = to.runnerUs - from.runnerUs;
  const sessions = differences(from.usage?.databaseUs, to.usage?.databaseUs);
  const perOperationUs = mapValues(used, (us) => us / operations);
  const postgresByDatabaseUs: Record<string, number> = mapValues(sessions, (us) => us / operations);
  // Writers of the log and of pages, vacuum, and sessions that ended meanwhile.
  const others = (perOperationUs.postgres ?? 0) - sum(Object.values(postgresByDatabaseUs));
  postgresByDatabaseUs.others = Math.max(0, others);
  const ms = to.atMs - from.atMs;
  const otherUs = to.machineUs - from.machineUs - runnerUs - sum(Object.values(used));
  return {
    perOperationUs,
    postgresByDatabaseUs,
    allUs: sum(Object.values(perOperationUs)),
    cores: coresBetween(from, to),
    runnerUs: runnerUs / operations,
    runnerCores: runnerUs / 1_000 / ms,
    otherCores: Math.max(0, otherUs / 1_000 / ms),
  };
}

function differences(
  from: Readonly<Record<string, number>> = {},
  to: Readonly<Record<string, number>> = {},
): Record<string, number> {
  return Object.fromEntries(Object.entries(to).map(([name, us]) => [name, Math.max(0, us - (from[name] ?? 0))]));
}

function mapValues(values: Readonly<Record<string, number>>, of: (value: number) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, of(value)]));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
