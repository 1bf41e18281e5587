import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedServer } from '../../platform/postgres/embedded-server.ts';
import { startTestIssuer } from '../../router/test-support/test-issuer.ts';
import { tellFailure } from '../../scripts/start/command-line.ts';
import { embeddedUrls, migrate, withClient } from '../../scripts/start/databases.ts';
import { prepareHome } from '../../scripts/start/home.ts';
import { keepSecrets } from '../../scripts/start/secrets.ts';
import { send } from './drive.ts';
import { type Cost, measure } from './measure.ts';
import { createRequests } from './operations.ts';
import { type BenchOptions, readOptions, usage } from './options.ts';
import { ensurePopulation, readPeople } from './population.ts';
import { judge, type Result, summarise, toTables } from './report.ts';
import { type Stack, startStack } from './stack.ts';
import { steps } from './steps.ts';

/** Six stacks with three pools of ten each, and Prisma's own. */
const connectionsMax = 400;
/** What a bench is written with has to be gone before the next: nobody relays the outbox here. */
const emptyOutbox = 'TRUNCATE outbox';

const closers: (() => Promise<unknown>)[] = [];

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(usage);
    return;
  }
  await ensurePopulation(options);
  const environment = { ...process.env, KITH_HOME: options.home };
  const home = prepareHome(environment);
  const server = await startEmbeddedServer({
    dataFolder: home.postgres,
    port: options.port,
    password: keepSecrets(home, environment).POSTGRES_PASSWORD,
    logFile: join(home.logs, 'postgres.log'),
    settings: { max_connections: String(connectionsMax), shared_buffers: '1GB' },
  });
  closers.push(() => server.stop());
  const urls = embeddedUrls(server);
  await migrate(urls);
  const { viewers: viewerIds, targets } = await readPeople(urls.activity);
  const issuer = await startTestIssuer();
  closers.push(() => issuer.close());
  // Good for longer than any run takes.
  const viewers = await Promise.all(
    viewerIds.map(async (id) => ({
      id,
      token: await issuer.sign({ sub: id, scope: 'fraud:read', sid: id, expiresIn: 86_400 }),
    })),
  );

  const folder = mkdtempSync(join(tmpdir(), 'kith-bench-'));
  const stacks: Stack[] = [];
  for (const step of options.steps) {
    const stack = await startStack(step, { urls, issuer: issuer.identity, folder, profiles: options.profiles });
    closers.push(() => stack.close());
    stacks.push(stack);
    process.stderr.write(`started: ${step.title}\n`);
  }
  await expectSameAnswers(stacks, viewers);

  // Once for everybody who may ask, where something is kept: it ends after minutes. All steps alike, or warm code would be
  // taken for a saving.
  const warmedAll = options.steps.some(({ entityCache }) => entityCache) ? viewers.length : 0;
  const costs = new Map<string, Cost[]>();
  let results: Result[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    for (const operation of options.operations) {
      for (const stack of stacks) {
        const cost = await measure({
          stack,
          operation,
          viewers,
          targets,
          concurrency: options.concurrency,
          // What was compiled stays so; later rounds only fill connections and caches again.
          warmUp: Math.max(round === 1 ? options.warmUp : options.concurrency * 4, warmedAll),
          requests: options.requests,
          postgresPid: server.pid,
        });
        const key = `${stack.step.name} ${operation}`;
        costs.set(key, [...(costs.get(key) ?? []), cost]);
        const all = Math.round(Object.values(cost).reduce((sum, part) => sum + part, 0));
        process.stderr.write(`round ${round}: ${operation}, ${stack.step.title}: ${all}\n`);
        if (operation === 'visit' || operation === 'like')
          await withClient(urls.activity, (client) => client.query(emptyOutbox));
      }
    }
    // After every round, so that a run that is broken off has told what it knows.
    results = options.operations.flatMap((operation) =>
      options.steps.map((step) => summarise(step, operation, costs.get(`${step.name} ${operation}`)!)),
    );
    // A part of it, or a run that was watched while it ran, is no result to be kept.
    if (options.steps.length === steps.length && !options.profiles) keep(options, results);
  }
  process.stdout.write(`${toTables(results)}\n${judge(results)}\n`);
}

function keep(
  { home: _home, port: _port, profiles: _profiles, steps: _steps, ...options }: BenchOptions,
  results: readonly Result[],
): void {
  const folder = join(import.meta.dirname, '..', 'results');
  mkdirSync(folder, { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? '', cores: cpus().length, load: loadavg()[0] };
  const at = new Date().toISOString();
  writeFileSync(join(folder, 'path.json'), `${JSON.stringify({ at, machine, options, results }, null, 2)}\n`);
}

/** What a busy machine may need more than once: the first answer of a stack compiles all of it. */
const attemptsMax = 3;

/** A step that answered something else would be measured for nothing. */
async function expectSameAnswers(stacks: readonly Stack[], viewers: readonly { id: string; token: string }[]) {
  const agent = new Agent();
  for (const operation of ['b', 'c'] as const) {
    const request = createRequests(operation, viewers.slice(0, 1), [])();
    let expected: string | undefined;
    for (const { port, path, step } of stacks) {
      let answer = '';
      for (let attempt = 1; attempt <= attemptsMax; attempt++) {
        answer = JSON.stringify(JSON.parse(await send(port, path, request, agent)));
        if (answer === (expected ?? answer) && !answer.includes('"errors":')) break;
      }
      expected ??= answer;
      if (answer !== expected || !answer.includes('"name":'))
        throw new Error(
          `${operation}: ${step.name} answers ${answer.slice(0, 1000)}\nand not ${expected.slice(0, 1000)}`,
        );
    }
  }
  agent.destroy();
}

async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close().catch((error: unknown) => console.error(error));
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => closeAll().then(() => process.exit(1)));
try {
  await main();
} catch (error) {
  tellFailure(error);
} finally {
  await closeAll();
}
