import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellFailure } from '../../scripts/start/command-line.ts';
import { type KafkaServer, openKafka, openPostgres } from '../live/servers.ts';
import { measureCore } from './core.ts';
import { measureRecovery } from './kill.ts';
import { measureCapacity, measureLoad } from './loads.ts';
import { measureBusyAccounts, measureQuietAccounts } from './memory.ts';
import { offer } from './offer.ts';
import { help, type Options, readOptions } from './options.ts';
import { startPipeline } from './pipeline.ts';
import { type Results, table } from './report.ts';
import { measureReleases } from './verdicts.ts';

/** The shares of the capacity at which latency is measured; the first tells what is left of it where nothing is scarce. */
const shares = [0.25, 0.5, 0.8];
/** The load beside which verdicts are given. */
const verdictsShare = 0.5;
/** How long a capacity is measured: far more than the first seconds, in which a process is slower. */
const capacitySeconds = 25;

const from = performance.now();
const tell = (line: string): void =>
  console.error(`${((performance.now() - from) / 1_000).toFixed(0).padStart(4)} s  ${line}`);
const closers: (() => Promise<void>)[] = [];
async function closeAll(): Promise<void> {
  for (let close = closers.pop(); close; close = closers.pop())
    await close().catch((error: Error) => console.error(`While closing: ${error.message}`));
}

async function measureOnKafka(options: Options, results: Results): Promise<void> {
  let kafka: KafkaServer;
  try {
    kafka = await openKafka(options.kafka);
  } catch (error) {
    results.notes.push(`Not measured on Kafka: ${(error as Error).message}.`);
    return;
  }
  closers.push(() => kafka.stop());
  const postgres = await openPostgres(options.postgres);
  closers.push(() => postgres.stop());
  const folder = mkdtempSync(join(tmpdir(), 'kith-bench-fraud-'));
  closers.push(async () => rmSync(folder, { recursive: true }));
  const pipeline = await startPipeline({ kafka, postgres, folder });
  closers.push(() => pipeline.close());
  const worker = await pipeline.startFraudWorker();
  const { seconds, probes: probesPerS } = options;
  if (options.capacity === null) {
    tell('capacity');
    results.capacity = await measureCapacity(pipeline, worker, capacitySeconds);
  }
  const capacity = options.capacity ?? results.capacity!.whileProduced;
  for (const share of shares) {
    const eventsPerS = Math.round(share * capacity);
    tell(`${eventsPerS} events a second`);
    const result = await measureLoad(pipeline, worker, { eventsPerS, probesPerS, seconds });
    results.loads.push({ share, result });
  }
  tell('verdicts');
  const load = { eventsPerS: Math.round(verdictsShare * capacity), probesPerS, seconds };
  const offered = offer(pipeline.log, load, () => {});
  results.releasesMs = await measureReleases(pipeline, options.releases);
  await offered;
  tell('kill -9');
  results.recovery = await measureRecovery(pipeline, worker);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) return console.log(help);
  const load = loadavg();
  const results: Results = { loads: [], notes: [] };
  if (options.parts.has('core')) {
    tell('memory');
    results.busy = measureBusyAccounts(options.people);
    results.quiet = measureQuietAccounts(options.people);
    tell('one core');
    results.core = measureCore(options.people);
  }
  if (options.parts.has('kafka'))
    await measureOnKafka(options, results).catch((error: unknown) => {
      // What was measured until then is told all the same.
      console.error(error);
      results.notes.push(`Cut short on Kafka: ${(error as Error).message}.`);
      process.exitCode = 1;
    });
  console.log(`\n${table(results, load)}`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void closeAll().then(() => process.exit(1)));
try {
  await main();
} catch (error) {
  tellFailure(error);
} finally {
  await closeAll();
}
