import { type Client, createClient, type NextBody, saturate, sendAtRate } from './drive.ts';
import { type Operation, type OperationKey, operations } from './operations.ts';
import type { Measured, Stubs } from './processes.ts';
import type { Traffic } from './rows.ts';

/** One round of one row and operation. */
export interface Sample {
  /** CPU microseconds of the router's process for a request. */
  readonly cpuUs: number;
  readonly callsPerRequest: number;
  readonly requestsPerSecond: number;
  readonly peakBytes: number | null;
  /** From when a request was due to its answer, in milliseconds, at a part of that throughput. */
  readonly latenciesMs: readonly number[];
}

/** The share of its own highest throughput at which a router's latencies are taken. */
const loadShare = 0.6;
/** What a later round takes to be as warm as it was; its connections are new. */
const rewarmMs = 150;
/** A router that hasn't answered enough by then is slow, or the machine is busy: its round ends all the same. */
const slowestFactor = 4;
/** Connections when requests come at a rate: some more than are ever under way, unless a router falls behind. */
const rateConnectionsMax = 128;

export interface Measurement {
  readonly measured: Measured;
  readonly stubs: Stubs;
  readonly headers: readonly Readonly<Record<string, string>>[];
  readonly operation: OperationKey;
  readonly traffic: Traffic;
  readonly concurrency: number;
  /** Requests are answered for at most so long before any is counted; whoever was measured before needs little of it. */
  readonly warmUpMs: number;
  readonly isFirst: boolean;
  readonly ms: number;
  readonly latencyMs: number;
}

export async function measure(what: Measurement): Promise<Sample> {
  const { measured, stubs, concurrency } = what;
  // Reads of two people are never joined: what is the same is one person's.
  const headers = what.traffic === 'same' ? what.headers.slice(0, 1) : what.headers;
  const next = createBodies(operations[what.operation], what.traffic);
  const within = async <Value>(connectionsMax: number, work: (client: Client) => Promise<Value>): Promise<Value> => {
    const client = createClient(measured, headers, connectionsMax);
    const value = await work(client);
    await client.close();
    return value;
  };
  const round = await within(concurrency, async (client) => {
    const { requests: requestsMin } = operations[what.operation];
    await saturate(client, next, concurrency, {
      ms: Math.min(rewarmMs, what.warmUpMs),
      requestsMin: what.isFirst ? 2 * requestsMin : 0,
      msMax: what.warmUpMs,
    });
    measured.resetPeak();
    const [cpuBefore, callsBefore] = [await measured.cpuUs(), await stubs.calls()];
    const from = performance.now();
    const requests = await saturate(client, next, concurrency, {
      ms: what.ms,
      requestsMin,
      msMax: slowestFactor * what.ms,
    });
    const seconds = (performance.now() - from) / 1_000;
    const [cpuAfter, callsAfter] = [await measured.cpuUs(), await stubs.calls()];
    return {
      cpuUs: (cpuAfter - cpuBefore) / requests,
      callsPerRequest: (callsAfter - callsBefore) / requests,
      requestsPerSecond: requests / seconds,
    };
  });
  const latenciesMs =
    what.latencyMs === 0
      ? []
      : await within(rateConnectionsMax, (client) =>
          sendAtRate(client, next, round.requestsPerSecond * loadShare, what.latencyMs),
        );
  return { ...round, peakBytes: measured.peakBytes(), latenciesMs };
}

/** Requests of known people are these and no more: with 20 visitors each some thousand people, whom a cache holds. */
const knownNumbers = 200;
/** Numbers of requests: none comes twice in a run. */
let lastNumber = 0;

/** The bodies of one kind of traffic. */
export function createBodies(operation: Operation, traffic: Traffic): NextBody {
  const { query, name } = operation;
  const bodyOf = (text: string, number: number): string =>
    JSON.stringify({ query: text, operationName: name, variables: operation.variables(number) });
  if (traffic === 'same') {
    const body = bodyOf(query, ++lastNumber);
    return () => body;
  }
  if (traffic === 'known') return () => bodyOf(query, -(++lastNumber % knownNumbers));
  if (traffic === 'unseen') return () => bodyOf(`${query}\n# ${++lastNumber}`, lastNumber);
  return () => bodyOf(query, ++lastNumber);
}
