import { processCpuUs, serverCpuUs } from './cpu.ts';
import { drive } from './drive.ts';
import { createRequests, type OperationName, type Viewer } from './operations.ts';
import type { Stack } from './stack.ts';

export const parts = ['router', 'users', 'activity', 'fraud', 'postgres'] as const;
export type Part = (typeof parts)[number];

/** CPU microseconds an operation, by the process that spent them. */
export type Cost = Readonly<Record<Part, number>>;

export async function measure(options: {
  stack: Stack;
  operation: OperationName;
  viewers: readonly Viewer[];
  targets: readonly string[];
  concurrency: number;
  /** Sent first and not counted. */
  warmUp: number;
  requests: number;
  postgresPid: number;
}): Promise<Cost> {
  const { stack, concurrency, postgresPid } = options;
  const next = createRequests(options.operation, options.viewers, options.targets);
  const { port, path } = stack;
  const read = () =>
    parts.map((part) => (part === 'postgres' ? serverCpuUs(postgresPid) : processCpuUs(stack.processes[part].pid!)));
  const warming = createRequests(options.operation, options.viewers, options.targets, true);
  await drive({ port, path, concurrency, requests: options.warmUp, next: warming });
  const before = read();
  await drive({ port, path, concurrency, requests: options.requests, next });
  const after = read();
  return Object.fromEntries(
    parts.map((part, index) => [part, (after[index]! - before[index]!) / options.requests]),
  ) as Cost;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
