import { rmSync } from 'node:fs';
import { uuidv7 } from 'uuidv7';
import { measureClosings } from './closings.ts';
import { holdable, holdOnFloor, holdOnRouter } from './connections.ts';
import { openFanOut, openFloor } from './fan-out.ts';
import { startIssuer } from './issuer.ts';
import type { Options } from './options.ts';
import { openPipeline } from './pipeline.ts';
import type { Results } from './report.ts';
import { openKafka, openPostgres } from './servers.ts';
import { type Stack, startStack } from './stack.ts';

export interface RunDeps {
  readonly options: Options;
  /** For files of the run; removed at its end. */
  readonly folder: string;
  readonly results: Results;
  /** Hears what is being done. */
  tell(line: string): void;
  /** What must be closed, in reverse, however the run ends. */
  readonly closers: (() => Promise<void>)[];
}

/** People of the pipeline, each with a subscriber: several in every partition of the topics. */
const peopleCount = 48;
/** Compiles the hot paths before anything is counted; a twentieth of a round, and no less than a few of everybody's. */
const warmUpOf = (events: number): number => Math.max(peopleCount, Math.ceil(events / 20));

/** Starts everything, measures round by round with the adapters taking turns, and puts what it finds into `results` as it goes. */
export async function run({ options, folder, tell, closers, results }: RunDeps): Promise<void> {
  const opened = <T extends { close(): Promise<void> }>(part: T): T => {
    closers.push(() => part.close());
    return part;
  };
  closers.push(async () => rmSync(folder, { recursive: true, force: true }));

  tell('starting PostgreSQL');
  const postgres = await openPostgres(options.postgres);
  closers.push(() => postgres.stop());
  const issuer = await startIssuer();
  closers.push(async () => issuer.close());
  const kafka = options.logs.includes('kafka') ? await tryKafka() : null;
  const people = Array.from({ length: peopleCount }, () => uuidv7());

  async function tryKafka() {
    tell('starting Kafka');
    try {
      const server = await openKafka(options.kafka);
      closers.push(() => server.stop());
      return server;
    } catch (error) {
      results.notes.push(`Kafka was left out: ${(error as Error).message}`);
      return null;
    }
  }

  const lanes = [];
  let first: Stack | undefined;
  for (const name of options.logs) {
    if (name === 'kafka' && !kafka) continue;
    tell(`${name}: starting activity, its worker and the router`);
    const connectionsMax = Math.max(options.connections, options.subscribers * 2);
    const stack = opened(await startStack({ name, postgres, kafka, issuer, folder, people, connectionsMax }));
    first ??= stack;
    const servers = { postgres: postgres.pid, kafka: kafka?.pid ?? null };
    const pipeline = opened(await openPipeline(stack, { issuer, people, servers }));
    const fanOut = opened(await openFanOut(stack, { issuer, subscribers: options.subscribers }));
    tell(`${name}: warming up`);
    await pipeline.throughput(warmUpOf(options.events));
    for (const kind of ['shared', 'distinct'] as const) await fanOut.measure(kind, options.subscribers);
    const found = {
      throughput: [],
      latenciesMs: [],
      fanOut: { shared: [], distinct: [] },
      restrictedMs: [],
      revokedMs: [],
    };
    results.logs.set(name, found);
    lanes.push({ name, stack, pipeline, fanOut });
  }
  if (!first) throw new Error(`Nothing to measure: ${results.notes.join('; ')}`);
  const floor = opened(await openFloor(lanes[0]!.fanOut.sample, options.subscribers));
  for (const kind of ['shared', 'distinct'] as const) await floor.measure(kind, options.subscribers);

  for (let round = 1; round <= options.rounds; round++) {
    for (const { name, stack, pipeline, fanOut } of lanes) {
      tell(`round ${round} of ${options.rounds}, ${name}: throughput, latency, fan-out, closings`);
      const found = results.logs.get(name)!;
      found.throughput.push(await pipeline.throughput(options.events));
      found.latenciesMs.push(...(await pipeline.latencies(options.latencyEvents, options.rate)));
      for (const kind of ['shared', 'distinct'] as const)
        found.fanOut[kind].push(await fanOut.measure(kind, options.deliveries));
      const closings = await measureClosings(stack, { issuer, count: options.closings });
      found.restrictedMs.push(...closings.restrictedMs);
      found.revokedMs.push(...closings.revokedMs);
    }
    for (const kind of ['shared', 'distinct'] as const)
      results.floor[kind].push(await floor.measure(kind, options.deliveries));
  }

  const { count, reason } = holdable(options.connections);
  if (reason) results.notes.push(reason);
  if (count > 0) {
    const shared = { count, idleMs: options.idleSeconds * 1_000 };
    const telling = (where: string) => (opened: number) => {
      if (opened % 2_000 === 0) tell(`${where}: ${opened} of ${count} connections`);
    };
    tell(`connections: ${count} on a router of their own`);
    const router = await holdOnRouter(first, { ...shared, issuer, tell: telling('router') });
    results.connections = { router, floor: await holdOnFloor({ ...shared, tell: telling('bare ws') }) };
  }
}
