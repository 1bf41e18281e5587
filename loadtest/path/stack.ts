import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { DatabaseUrls } from '../../scripts/start/databases.ts';
import { root } from '../../scripts/start/home.ts';
import { freePorts } from '../../tests/support/free-ports.ts';
import { neverShed } from './programs/program.ts';
import type { Step } from './steps.ts';

/** Everything that serves one step; its processes by their part. */
export interface Stack {
  readonly step: Step;
  readonly port: number;
  readonly path: string;
  readonly processes: Readonly<Record<'router' | 'users' | 'activity' | 'fraud', ChildProcess>>;
  close(): Promise<void>;
}

export interface StackDeps {
  readonly urls: DatabaseUrls;
  readonly issuer: { readonly jwksUrl: string; readonly issuer: string; readonly audience: string };
  /** Where configs and logs go. */
  readonly folder: string;
  /** Where CPU profiles go; null where none are written. */
  readonly profiles: string | null;
}

const owners = ['users', 'activity', 'fraud'] as const;
const programs = join(import.meta.dirname, 'programs');

export async function startStack(step: Step, deps: StackDeps): Promise<Stack> {
  const { urls, folder, profiles } = deps;
  const secret = randomBytes(32).toString('hex');
  const prefix = step.subgraphs === 'documented' ? 'documented-' : '';
  const started: ChildProcess[] = [];
  const start = async (file: string, environment: Record<string, string>): Promise<[ChildProcess, number]> => {
    // A folder each: every thread of a process writes a file of its own, tsx's among them.
    const profile = profiles
      ? ['--cpu-prof', `--cpu-prof-dir=${join(profiles, `${step.name}-${basename(file, '.ts')}`)}`]
      : [];
    const child = fork(file, [], {
      execArgv: ['--import', 'tsx', ...profile],
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true', ...environment },
    });
    started.push(child);
    return [child, await readyPort(child, file)];
  };

  const behind = await Promise.all(
    owners.map((owner) =>
      start(join(programs, `${prefix}${owner}.ts`), {
        DATABASE_URL: urls[owner],
        INTERNAL_TOKEN_SECRET: secret,
        SAVINGS: step.savings.join(','),
      }),
    ),
  );
  const subgraphUrls = Object.fromEntries(
    owners.map((owner, index) => [owner, `http://127.0.0.1:${behind[index]![1]}/graphql`]),
  ) as Record<(typeof owners)[number], string>;

  let router: ChildProcess;
  let port: number;
  if (step.router === 'documented') {
    const file = join(folder, 'documented-supergraph.graphql');
    writeFileSync(file, withUrls(readFileSync(join(root, 'supergraph.graphql'), 'utf8'), subgraphUrls));
    [router, port] = await start(join(programs, 'documented-gateway.ts'), {
      SUPERGRAPH_FILE: file,
      JWKS_URL: deps.issuer.jwksUrl,
      INTERNAL_TOKEN_SECRET: secret,
    });
  } else {
    port = (await freePorts(1))[0]!;
    const file = join(folder, `router-${step.name}.yaml`);
    writeFileSync(
      file,
      stringify({ ...routerConfig(subgraphUrls, deps), entityCache: { enabled: step.entityCache === true } }),
    );
    [router] = await start(join(root, 'router', 'bin', 'router.ts'), {
      ROUTER_CONFIG: file,
      PORT: String(port),
      HOSTS: '127.0.0.1',
      LOG: 'postgres',
      LOG_DATABASE_URL: urls.log!,
      INTERNAL_TOKEN_SECRET: secret,
      HASH_SECRET: secret,
      CURSOR_SECRET: secret,
      LOG_LEVEL: 'error',
    });
  }
  const [users, activity, fraud] = behind.map(([child]) => child) as [ChildProcess, ChildProcess, ChildProcess];
  return {
    step,
    port,
    path: step.router === 'documented' ? '/' : '/graphql',
    processes: { router, users, activity, fraud },
    async close() {
      for (const child of started) {
        const ended = once(child, 'exit');
        // A profile is written by a process that ends by itself.
        if (profiles) child.disconnect();
        else child.kill('SIGKILL');
        await ended;
      }
    },
  };
}

/** The product's own router.yaml, with limits that nobody reaches: they are counted all the same. */
function routerConfig(urls: Readonly<Record<string, string>>, { issuer }: StackDeps): object {
  const config = parse(readFileSync(join(root, 'router.yaml'), 'utf8')) as {
    persisted: { safelist: { manifest: string } };
    limits: { points: number; burst?: object }[];
    [part: string]: unknown;
  };
  const { usage: _, ...kept } = config;
  const manifest = join(root, config.persisted.safelist.manifest);
  return {
    ...kept,
    http: { shed: neverShed },
    persisted: { safelist: { mode: 'log', manifest } },
    supergraph: join(root, 'supergraph.graphql'),
    subgraphs: Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, { url }])),
    identity: { ...issuer, algorithms: ['ES256'] },
    limits: config.limits.map(({ burst: _burst, ...limit }) => ({ ...limit, points: 1_000_000_000 })),
  };
}

/** For the stock gateway, which refuses a graph with fields that only some may see: here it lets everybody see them. */
function withUrls(supergraph: string, urls: Readonly<Record<string, string>>): string {
  return Object.entries(urls).reduce(
    (text, [name, url]) => text.replace(new RegExp(`(name: "${name}", url: ")[^"]*`), `$1${url}`),
    supergraph.replaceAll(', for: SECURITY', ''),
  );
}

/** Benched programs tell their port; the product's own processes only that they are ready. */
function readyPort(child: ChildProcess, file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: { port?: number; ready?: boolean; failed?: string }) => {
      if (message.failed !== undefined) reject(new Error(`${file}: ${message.failed}`));
      else if (message.port !== undefined || message.ready) resolve(message.port ?? 0);
    });
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
}
