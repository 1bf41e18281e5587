import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createPostgresLog } from '../../platform/log/postgres/postgres-log.ts';
import { startEmbeddedServer } from '../../platform/postgres/embedded-server.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { startTestIssuer } from '../../router/test-support/test-issuer.ts';
import { tellFailure } from '../../scripts/start/command-line.ts';
import { StartError } from '../../scripts/start/start-error.ts';
import { makeCertificates } from '../../tests/log/certificates.ts';
import { freePorts } from '../../tests/support/free-ports.ts';
import { askAll, expectSame } from './answers.ts';
import { composeSupergraph, peopleTopic } from './graph/subgraphs.ts';
import { measure, type Sample } from './measure.ts';
import { type OperationKey, operations } from './operations.ts';
import { type BenchOptions, readOptions, usage } from './options.ts';
import { type Measured, type Stubs, startProgram, startStubs, type World } from './processes.ts';
import { judge, type Result, type Summary, store, summarise, toTables } from './report.ts';
import { programs, type Row } from './rows.ts';

/** People who ask, each with a token of their own. */
const viewers = 100;
const peerModules = join(import.meta.dirname, '..', 'node_modules');

const closers: (() => Promise<unknown>)[] = [];
let closing: Promise<void> | undefined;
const startedAt = performance.now();

/** Ends what was started, in reverse; a part that fails doesn't keep the others. */
function closeAll(): Promise<void> {
  closing ??= (async () => {
    for (let close = closers.pop(); close; close = closers.pop())
      await close().catch((error: Error) => console.error(`While closing: ${error.message}`));
  })();
  return closing;
}

/** What was measured so far. */
let latest: Summary | undefined;

function report(options: BenchOptions): void {
  if (!latest) return;
  process.stdout.write(`${toTables(latest.results)}\n\n${judge(latest.results)}\n`);
  for (const note of latest.notes) process.stdout.write(`\nNote: ${note}\n`);
  process.stdout.write(`\nWritten to ${relative(process.cwd(), store(latest, options.out))}\n`);
}

async function giveUp(reason: string, options: BenchOptions): Promise<void> {
  report(options);
  console.error(reason);
  await closeAll();
  process.exit(1);
}

function tell(line: string): void {
  console.error(`${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s  ${line}`);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(usage);
    return;
  }
  const needsPeers = options.rows.some(({ key }) => !key.startsWith('kith') && key !== 'floor');
  if (needsPeers && !existsSync(join(peerModules, '@graphql-hive', 'gateway')))
    throw new StartError(
      'The peers are not installed. Run `npm ci --prefix loadtest` first (700 MB), or measure Kith alone: `npm run bench:router -- --only "kith*"`',
    );
  const told = 'what is told is what was measured until then';
  process.on('SIGINT', () => void giveUp(`Interrupted: ${told}.`, options));
  process.on('SIGTERM', () => void giveUp(`Stopped: ${told}.`, options));
  const limit = setTimeout(
    () => void giveUp(`Cut short after ${options.minutes} minutes (--minutes): ${told}.`, options),
    options.minutes * 60_000,
  );
  await run(options);
  clearTimeout(limit);
}

async function run(options: BenchOptions): Promise<void> {
  const load = loadavg();
  const folder = mkdtempSync(join(tmpdir(), 'kith-bench-router-'));
  closers.push(async () => rmSync(folder, { recursive: true, force: true }));
  const notes: string[] = [];
  const certificates = options.rows.some(({ program }) => programs[program]?.way === 'tls')
    ? await makeCertificates(folder).catch((error: Error) => void notes.push(`No TLS: ${error.message}`))
    : undefined;
  const stubs = await startStubs(folder, certificates?.keystoreFile);
  closers.push(() => stubs.close());
  const issuer = await startTestIssuer();
  closers.push(() => issuer.close());
  const needsLog = options.rows.some(({ program }) => programs[program]?.keeps);
  const logDatabaseUrl = needsLog ? await startLogDatabase(folder) : null;
  const world = writeWorld(folder, stubs, issuer.identity, {
    logDatabaseUrl,
    authorityFile: certificates?.authorityFile ?? null,
  });
  const headers = await Promise.all(
    Array.from({ length: viewers }, async (_, index) => ({
      // Good for longer than any run takes.
      authorization: `Bearer ${await issuer.sign({ sub: `viewer-${index}`, scope: 'read', sid: `${index}`, expiresIn: 86_400 })}`,
    })),
  );
  const running = await startAll(options, world, headers[0]!, notes);
  const samples = new Map<string, Sample[]>();
  const total = options.rounds * options.operations.length;
  for (let round = 1; round <= options.rounds; round++)
    for (const [index, operation] of options.operations.entries()) {
      for (const row of measuredIn(options.rows, operation)) {
        const measured = running.get(row.program);
        if (!measured) continue;
        const key = `${row.key} ${operation}`;
        const before = samples.get(key) ?? [];
        const { rows: _, operations: __, ...settings } = options;
        const sample = await measure({
          ...settings,
          measured,
          stubs,
          headers,
          operation,
          traffic: row.traffic,
          isFirst: before.length === 0,
        }).catch((error: Error) => {
          notes.push(`${row.title}, (${operation}): ${error.message}`);
          return undefined;
        });
        if (sample) samples.set(key, [...before, sample]);
      }
      const done = (round - 1) * options.operations.length + index + 1;
      tell(
        `round ${round} of ${options.rounds}, (${operation}): ${lineOf(options.rows, operation, samples)} [${done}/${total}]`,
      );
      // Kept each time, so that a run that is broken off has told what it knows.
      latest = summaryOf(options, load, samples, notes);
      store(latest, options.out);
    }
  report(options);
}

/** A PostgreSQL of its own, whose data goes with the folder. */
async function startLogDatabase(folder: string): Promise<string> {
  // PostgreSQL doesn't run as root, and whoever it runs as has to reach its data.
  chmodSync(folder, 0o711);
  const server = await startEmbeddedServer({ dataFolder: join(folder, 'postgres'), port: (await freePorts(1))[0]! });
  closers.push(() => server.stop());
  const databaseUrl = server.url('postgres');
  const log = await createPostgresLog({ databaseUrl, clientId: 'bench', logger: createLogger('bench', 'error') });
  await log.ensureTopics([{ name: peopleTopic, partitions: 1, cleanup: 'delete', retentionMs: 3_600_000 }]);
  await log.close();
  return databaseUrl;
}

function writeWorld(
  folder: string,
  stubs: Stubs,
  issuer: World['issuer'],
  parts: Pick<World, 'logDatabaseUrl' | 'authorityFile'>,
): World {
  const byName = (ports: Readonly<Record<string, number>>, url: (port: number, name: string) => string) =>
    Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, url(port, name)]));
  const world: World = {
    folder,
    subgraphs: {
      tcp: byName(stubs.ports, (port) => `http://127.0.0.1:${port}/graphql`),
      local: byName(stubs.ports, (_, name) => `unix://${join(folder, name)}.sock?path=/graphql`),
      tls: byName(stubs.tlsPorts, (port) => `https://localhost:${port}/graphql`),
    },
    supergraphFile: join(folder, 'supergraph.graphql'),
    hintedFile: join(folder, 'hinted.graphql'),
    ...parts,
    answersFile: join(folder, 'answers.json'),
    issuer,
  };
  writeFileSync(world.supergraphFile, composeSupergraph(world.subgraphs.tcp));
  writeFileSync(world.hintedFile, composeSupergraph(world.subgraphs.tcp, true));
  return world;
}

/** Starts every program that is needed and compares what they answer. One that can't be had is noted, not left out silently. */
async function startAll(
  options: BenchOptions,
  world: World,
  headers: Readonly<Record<string, string>>,
  notes: string[],
): Promise<ReadonlyMap<string, Measured>> {
  const running = new Map<string, Measured>();
  let expected: ReadonlyMap<OperationKey, string> | undefined;
  const start = async (key: string): Promise<void> => {
    const measured = await startProgram(key, programs[key]!, world);
    closers.push(() => measured.close());
    let answers: ReadonlyMap<OperationKey, string>;
    try {
      answers = await askAll(measured, options.operations, headers);
    } catch (error) {
      const said = readFileSync(measured.errorsFile, 'utf8').trim().split('\n').slice(0, 3).join(' / ');
      notes.push(`${key} could not be measured: ${(error as Error).message}. ${said}`);
      await measured.close();
      return;
    }
    if (!expected) {
      expected = answers;
      writeAnswers(world, options, answers);
    } else expectSame(key, answers, expected);
    running.set(key, measured);
    tell(`started: ${key}`);
  };
  const needed = new Set(options.rows.map(({ program }) => program));
  // The stock gateway comes first, whose answers all others are compared with; the floor last, which returns them.
  const place = (key: string) => (key === 'apollo-readme' ? 0 : key === 'floor' ? 2 : 1);
  const order = [...needed].sort((one, other) => place(one) - place(other));
  // Kith alone has to give the floor its bytes where no other program is asked for.
  if (needed.has('floor') && needed.size === 1) order.unshift('kith');
  for (const key of order) await start(key);
  return running;
}

function writeAnswers(world: World, options: BenchOptions, answers: ReadonlyMap<OperationKey, string>): void {
  const byName = options.operations.map((key) => [operations[key].name, answers.get(key)]);
  writeFileSync(world.answersFile, JSON.stringify(Object.fromEntries(byName)));
}

function measuredIn(rows: readonly Row[], operation: OperationKey): readonly Row[] {
  return rows.filter((row) => !row.operations || row.operations.includes(operation));
}

function lineOf(
  rows: readonly Row[],
  operation: OperationKey,
  samples: ReadonlyMap<string, readonly Sample[]>,
): string {
  return measuredIn(rows, operation)
    .map(({ key }) => `${key} ${Math.round(samples.get(`${key} ${operation}`)?.at(-1)?.cpuUs ?? Number.NaN)}`)
    .join(', ');
}

function summaryOf(
  { rows, out: _, ...options }: BenchOptions,
  load: readonly number[],
  samples: ReadonlyMap<string, readonly Sample[]>,
  notes: readonly string[],
): Summary {
  const results = options.operations.flatMap((operation) =>
    measuredIn(rows, operation).flatMap((row): Result[] => {
      const found = samples.get(`${row.key} ${operation}`);
      return found ? [summarise(row, operation, found)] : [];
    }),
  );
  return {
    date: new Date().toISOString(),
    machine: {
      node: process.version,
      cpu: cpus()[0]?.model ?? '',
      cores: cpus().length,
      loadBefore: load[0]!,
      loadAfter: loadavg()[0]!,
    },
    options,
    versions: versionsOf([
      '@apollo/gateway',
      '@apollo/server',
      '@graphql-hive/gateway',
      '@graphql-hive/router-runtime',
      'undici',
    ]),
    results,
    notes,
  };
}

function versionsOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const file = join(peerModules, name, 'package.json');
      return existsSync(file) ? [[name, (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version]] : [];
    }),
  );
}

main()
  .catch((error: unknown) => {
    // A part that is missing because everything is being closed is no news.
    if (!closing) tellFailure(error);
    process.exitCode ||= 1;
  })
  .then(closeAll);
