import { uuidv7 } from 'uuidv7';
import { visitNoticed } from '../../events/visit-recorded.ts';
import { openLog } from '../../platform/log/config.ts';
import { withClient } from '../../scripts/start/databases.ts';
import type { Command } from '../../scripts/start/run-command.ts';
import { silentLogger } from '../../scripts/start/silent-logger.ts';
import { StartError } from '../../scripts/start/start-error.ts';
import { measure } from '../run/measure.ts';
import { openProduct, type Target, untilQuiet } from '../run/open-product.ts';
import type { RunOptions } from '../run/options.ts';
import { gatherParticipants } from '../run/participants.ts';
import type { Result } from '../run/result.ts';
import { browse } from '../scenarios/browse.ts';
import type { MeasuredRun, Measurement } from './measurement.ts';
import type { CapacityOptions } from './options.ts';

/** At the highest rate, before anything counts: until the code of every process is compiled. */
const warmUpSeconds = 30;
/** Enough for none to meet a limit; each takes a moment to sign in. */
const participantsMax = 200;
/** Before each later run. */
const settleSeconds = 3;
/** Kept of the traced requests: enough for a 99th percentile of the commoner operations, few enough for a file in the repository. */
const samplesMax = 800;
/** Records for the cost of reading what nobody wants. */
const foreignRecords = 20_000;
const foreignBatch = 500;

/** Measures what the model is made from. */
export async function measureCapacity(
  options: NonNullable<CapacityOptions['measure']>,
  command: Command,
): Promise<Measurement> {
  const { progress, signal } = command;
  const { load, durationSeconds, people, visits, home } = options;
  const product = { kind: 'own', people, visits, home, fresh: false, trace: true } as const;
  const target = await openProduct(product, command);
  if (!target.observer)
    throw new StartError('CPU time of processes can only be read where there is a /proc: measure on Linux.');
  await progress.step('Waiting until it is quiet', () => untilQuiet(target, signal));
  const highest = load.at(-1)!;
  const run = (rate: number, seconds: number, warmUp: number, traceShare: number): RunOptions => ({
    scenario: browse,
    only: null,
    rate,
    durationSeconds: seconds,
    warmUpSeconds: warmUp,
    users: participantsMax,
    connections: 256,
    seed: rate,
    traceShare,
    product,
    out: '',
  });
  const participants = await gatherParticipants(run(highest, 0, 0, 0), target.url, command);
  const under = async (rate: number, seconds: number, warmUp: number, traceShare: number) => {
    const writtenBefore = await walBytes(target);
    const result = await measure(run(rate, seconds, warmUp, traceShare), target, participants, command, () => {});
    const wal = (await walBytes(target)) - writtenBefore;
    progress.say(
      `    ${rate}/s${traceShare > 0 ? ', traced' : ''}: p50 ${result.latency.p50Ms} ms, p99 ${result.latency.p99Ms} ms, ${Math.round(result.cpu!.allUs)} µs of CPU, other programs ${result.cpu!.otherCores.toFixed(1)} cores`,
    );
    return { result, run: toRun(result, wal / (rate * (seconds + warmUp))) };
  };
  await under(highest, settleSeconds, warmUpSeconds, 0);
  const traced = await under(load[0]!, durationSeconds * 2, settleSeconds, 1);
  if (!traced.result.samples?.length)
    throw new StartError('No traces came: nothing is known of where requests spend their time.');
  const runs: MeasuredRun[] = [];
  for (const rate of load) runs.push((await under(rate, durationSeconds, settleSeconds, 0)).run);
  const routerUsPerForeignRecord = await progress.step('Records that nobody wants', () => readForeignRecords(target));
  return {
    version: 1,
    at: traced.result.at,
    // Without the folders: these figures are committed, and say nothing of the machine's.
    command: traced.result.command.replace('loadtest', 'capacity').replace(/ --(?:home|out)[ =]\S+/g, ''),
    machine: traced.result.machine,
    scenario: browse.name,
    population: { people, visits },
    traced: traced.run,
    samples: thin(traced.result.samples ?? []).map((sample) => ({
      operation: sample.operation,
      outsideMs: sample.outsideMs === null ? null : short(sample.outsideMs),
      totalMs: short(sample.totalMs),
      routerMs: short(sample.routerMs),
      rounds: sample.rounds.map(({ subgraph, fetchMs, subgraphMs, sqlMs }) => ({
        subgraph,
        fetchMs: short(fetchMs),
        subgraphMs: short(subgraphMs),
        sqlMs: short(sqlMs),
      })),
    })),
    runs,
    routerUsPerForeignRecord,
  };
}

function toRun(result: Result, walBytesPerOperation: number): MeasuredRun {
  const { options, measuredSeconds, answered, answeredPerSecond, failed, operations, latency, curve, cpu } = result;
  return {
    rate: options.rate,
    measuredSeconds,
    answered,
    answeredPerSecond,
    failed,
    operations: Object.fromEntries(operations.map(({ name, count }) => [name, count])),
    latency,
    curve,
    cpu: cpu!,
    walBytesPerOperation,
  };
}

function walBytes(target: Target): Promise<number> {
  return withClient(target.databaseUrl!('postgres'), async (client) => {
    const { rows } = await client.query<{ bytes: string }>(`SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS bytes`);
    return Number(rows[0]!.bytes);
  });
}

/** CPU microseconds of the router for a record of a topic that it reads whole, where it has no subscriber for it. */
async function readForeignRecords(target: Target): Promise<number> {
  const log = await openLog(
    { LOG: 'postgres', LOG_DATABASE_URL: target.databaseUrl!('kith_log'), KAFKA_TLS: false },
    silentLogger('capacity'),
  );
  const routerUs = () => target.observer!.read().cpuUs.router!;
  const context = { actor: null, device: null, address: null, client: null, trace: null, time: new Date() };
  try {
    const before = routerUs();
    for (let sent = 0; sent < foreignRecords; sent += foreignBatch)
      await log.append(
        Array.from({ length: foreignBatch }, () => {
          const data = {
            id: uuidv7(),
            at: new Date().toISOString(),
            visitor: { id: uuidv7() },
            visited: { id: uuidv7() },
          };
          const envelope = visitNoticed.create(data, context);
          return { topic: 'activity.noticed', key: envelope.key, value: JSON.stringify(envelope) };
        }),
      );
    // It has read them when it stops working.
    let at = routerUs();
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const now = routerUs();
      if (now - at < 50_000) return (now - before) / foreignRecords;
      at = now;
    }
  } finally {
    await log.close();
  }
}

function thin<Item>(items: readonly Item[]): Item[] {
  const step = Math.max(1, items.length / samplesMax);
  return Array.from({ length: Math.min(items.length, samplesMax) }, (_, index) => items[Math.floor(index * step)]!);
}

const short = (ms: number): number => Math.round(ms * 1_000) / 1_000;
