import { readFileSync } from 'node:fs';
import { StartError } from '../../scripts/start/start-error.ts';
import type { CpuResult, LatencySummary, Machine, StageSample } from '../run/result.ts';

/** What the capacity model is made from: one product, loaded at several rates in a row (`npm run capacity -- --measure`). */
export interface Measurement {
  readonly version: 1;
  readonly at: string;
  readonly command: string;
  readonly machine: Machine;
  readonly scenario: string;
  readonly population: { readonly people: number; readonly visits: number };
  /** The lowest rate, traced: its samples are the service times. */
  readonly traced: MeasuredRun;
  readonly samples: readonly StageSample[];
  /** Without tracing, ascending. */
  readonly runs: readonly MeasuredRun[];
  /** CPU microseconds that a router spends on a record of a live topic that none of its clients wants. */
  readonly routerUsPerForeignRecord: number;
}

export interface MeasuredRun {
  readonly rate: number;
  readonly measuredSeconds: number;
  readonly answered: number;
  readonly answeredPerSecond: number;
  readonly failed: number;
  /** How often each deed was answered. */
  readonly operations: Readonly<Record<string, number>>;
  readonly latency: LatencySummary;
  /** Latency at shares of 0 to 1. */
  readonly curve: readonly (readonly [share: number, ms: number])[];
  readonly cpu: CpuResult;
  /** Bytes of PostgreSQL's write-ahead log for an operation. */
  readonly walBytesPerOperation: number;
}

export function readMeasurement(file: string): Measurement {
  let content: Measurement;
  try {
    content = JSON.parse(readFileSync(file, 'utf8')) as Measurement;
  } catch (error) {
    throw new StartError(
      `${file} can't be read (${(error as Error).message}): make one with 'npm run capacity -- --measure'.`,
    );
  }
  if (
    content.version !== 1 ||
    !Array.isArray(content.samples) ||
    !Array.isArray(content.runs) ||
    content.runs.length === 0
  )
    throw new StartError(
      `${file} is no measurement for the capacity model: make one with 'npm run capacity -- --measure'.`,
    );
  return content;
}
