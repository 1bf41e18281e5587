import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { readPopulationRecord } from '../../scripts/seed/load/population-record.ts';
import { homeAt, root } from '../../scripts/start/home.ts';
import { StartError } from '../../scripts/start/start-error.ts';
import { type Observer, observe } from './processes.ts';

/** The whole product, started for a test as `npm start` runs it: on 127.0.0.1, on ports that were free, on a folder of its own. */
export interface Product {
  readonly url: string;
  readonly observer: Observer | null;
  /** A URL of one of its databases: kith_users, kith_activity, kith_fraud, kith_log. */
  databaseUrl(name: string): string;
  stop(): Promise<void>;
}

export interface ProductOptions {
  readonly people: number;
  readonly visits: number;
  /** Where its data is; kept for the next run with as many people and visits. */
  readonly home: string;
  /** Makes the population anew, whatever is there. */
  readonly fresh: boolean;
  /** A collector to send traces to, or none. */
  readonly tracesTo: string | null;
  readonly signal: AbortSignal;
  /** Told what it does, a line at a time. */
  readonly onLine: (line: string) => void;
}

/** What of the caller's environment is not the tested product's. */
const foreign =
  /^(.*_DATABASE_URL|.*_PORT|PORT|HOSTS?|ADMIN_HOST|LOG|LOG_LEVEL|KAFKA_.*|REDIS_URL|OTEL_.*|ROUTER_CONFIG|.*_SECRET|TRUSTED_PROXY_HOPS|ISSUER|JWKS_URL|.*_URL|KITH_HOME)$/;

/** Loads the population unless it is there, and starts everything. Throws a StartError with what the product said where it can't. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { home, signal } = options;
  const [port, users, activity, fraud, postgres] = (await freePorts(5)) as [number, number, number, number, number];
  const environment = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name))),
    KITH_HOME: home,
    PORT: String(port),
    USERS_PORT: String(users),
    ACTIVITY_PORT: String(activity),
    FRAUD_PORT: String(fraud),
    POSTGRES_PORT: String(postgres),
    // Nothing of a test is reachable from elsewhere.
    HOSTS: '127.0.0.1',
    // Each virtual person comes from an address of their own: the test stands in for the proxy that would tell it.
    TRUSTED_PROXY_HOPS: '1',
    ...(options.tracesTo === null
      ? {}
      : {
          OTEL_EXPORTER_OTLP_ENDPOINT: options.tracesTo,
          // Only what the test asks for by a header is recorded.
          OTEL_TRACES_SAMPLER_ARG: '0',
        }),
  };
  prepareFolder(home);
  if (options.fresh || !holds(options)) await seed(options, environment);
  signal.throwIfAborted();

  const child = start('scripts/start/main.ts', [], environment);
  const stop = () => stopChild(child);
  try {
    await untilUp(child, `http://127.0.0.1:${port}/health`, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  const password = (JSON.parse(readFileSync(homeAt(home).secrets, 'utf8')) as { POSTGRES_PASSWORD: string })
    .POSTGRES_PASSWORD;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    observer: observe(child.process.pid!, home),
    databaseUrl: (name) => `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${postgres}/${name}`,
    stop,
  };
}

function holds({ home, people, visits }: ProductOptions): boolean {
  const record = readPopulationRecord(homeAt(home).population);
  return record?.status === 'loaded' && record.users === people && record.visits === visits;
}

async function seed({ people, visits, signal, onLine }: ProductOptions, environment: NodeJS.ProcessEnv): Promise<void> {
  const child = start('scripts/seed/main.ts', ['--users', String(people), '--visits', String(visits)], environment);
  child.onLine((line) => /Population |\d %|✓/.test(line) && onLine(line.trim()));
  const onAbort = () => void stopChild(child);
  signal.addEventListener('abort', onAbort, { once: true });
  const code = await child.ended;
  signal.removeEventListener('abort', onAbort);
  signal.throwIfAborted();
  if (code !== 0) throw new StartError(`The population could not be loaded: ${child.lastWords()}`);
}

interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  lastWords(): string;
  onLine(listener: (line: string) => void): void;
}

/** In a process group of its own: a Ctrl-C in the terminal reaches the test alone, which stops it after its last look. */
function start(file: string, args: readonly string[], environment: NodeJS.ProcessEnv): Started {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, file), ...args], {
    cwd: root,
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  const listeners: ((line: string) => void)[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      words = (words + text).slice(-2_000);
      for (const line of text.split('\n')) if (line.trim() !== '') for (const listener of listeners) listener(line);
    });
  return {
    process: child,
    ended: new Promise((resolve) => child.once('close', (code) => resolve(code))),
    lastWords: () => words.trim().split('\n').at(-1) ?? '',
    onLine: (listener) => void listeners.push(listener),
  };
}

/** A drain of all processes, and PostgreSQL's last checkpoint after a heavy load. */
const stopTimeoutMs = 60_000;

async function stopChild(child: Started): Promise<void> {
  if (child.process.exitCode !== null || child.process.signalCode !== null) return;
  child.process.kill('SIGINT');
  const timer = setTimeout(() => child.process.kill('SIGKILL'), stopTimeoutMs);
  await child.ended;
  clearTimeout(timer);
}

/** A cold start on a busy machine, and the replay of what a large population did lately. */
const startTimeoutMs = 300_000;
const lookEveryMs = 200;

async function untilUp(child: Started, url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    signal.throwIfAborted();
    if (child.process.exitCode !== null) throw new StartError(`The product didn't start: ${child.lastWords()}`);
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    if (Date.now() > deadline)
      throw new StartError(`The product was not up after ${startTimeoutMs / 1_000} seconds: ${child.lastWords()}`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

function prepareFolder(home: string): void {
  if (existsSync(home)) return;
  mkdirSync(home, { recursive: true });
  // As root the database runs as another user, who must be able to enter.
  chmodSync(home, 0o755);
}

/** Deletes the folder of a product that is stopped. */
export function removeFolder(home: string): void {
  rmSync(home, { recursive: true, force: true });
}

/** So many ports that are free now; all are held before one is let go, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  for (const server of servers) {
    server.close();
    await once(server, 'close');
  }
  return ports;
}
