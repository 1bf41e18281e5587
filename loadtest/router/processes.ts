import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestIssuer } from '../../router/test-support/test-issuer.ts';
import { freePorts } from '../../tests/support/free-ports.ts';
import type { Program, Way } from './rows.ts';

/** What every program is told of the world it runs in. */
export interface World {
  readonly folder: string;
  /** The subgraphs' URLs by name, for each way to them. */
  readonly subgraphs: Readonly<Record<Way, Readonly<Record<string, string>>>>;
  /** The certificate (PEM) to trust over TLS; null where there is no TLS. */
  readonly authorityFile: string | null;
  readonly supergraphFile: string;
  /** The same with hints for those who keep entities. */
  readonly hintedFile: string;
  /** A PostgreSQL for a log; null where no program needs one. */
  readonly logDatabaseUrl: string | null;
  /** The answers of the operations, for a program that only returns them. */
  readonly answersFile: string;
  readonly issuer: TestIssuer['identity'];
}

/** A program that runs and can be measured. */
export interface Measured {
  readonly port: number;
  readonly path: string;
  /** CPU microseconds that it used since it started, user and system. */
  cpuUs(): Promise<number>;
  /** Forgets the peak of its memory so far; null where the system can't. */
  resetPeak(): void;
  /** The most memory it held since then, in bytes. */
  peakBytes(): number | null;
  /** What it said on its error output. */
  readonly errorsFile: string;
  readonly child: ChildProcess;
  close(): Promise<void>;
}

const here = import.meta.dirname;
const measuredFile = join(here, 'peers', 'measured.mjs');
const stubsFile = join(here, 'stubs', 'main.ts');

/** Starts a program; it may take a while until it answers. */
export async function startProgram(key: string, program: Program, world: World): Promise<Measured> {
  const port = (await freePorts(1))[0]!;
  const errorsFile = join(world.folder, `${key}.log`);
  const log = openSync(errorsFile, 'w');
  const child = fork(join(here, program.file), argumentsOf(key, program, port, world), {
    execArgv: ['--import', measuredFile],
    cwd: world.folder,
    stdio: ['ignore', log, log, 'ipc'],
    env: {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'production',
      // Nothing leaves this machine.
      APOLLO_TELEMETRY_DISABLED: 'true',
      LOG_LEVEL: 'warn',
      PORT: String(port),
      SUPERGRAPH: world.supergraphFile,
      ...(program.keeps && { LOG: 'postgres', LOG_DATABASE_URL: world.logDatabaseUrl ?? '' }),
      SUBGRAPHS: JSON.stringify(world.subgraphs.tcp),
      ...(program.way === 'tls' && world.authorityFile && { NODE_EXTRA_CA_CERTS: world.authorityFile }),
      ANSWERS: world.answersFile,
      ...program.environment,
    },
  });
  return {
    port,
    path: program.path,
    errorsFile,
    child,
    async cpuUs() {
      const { cpu } = (await ask(child, 'cpu')) as { cpu: NodeJS.CpuUsage };
      return cpu.user + cpu.system;
    },
    resetPeak() {
      try {
        // 5 resets the peak of the resident set (proc(5), /proc/pid/clear_refs).
        writeFileSync(`/proc/${child.pid}/clear_refs`, '5');
      } catch {
        // Not Linux: the peak is that of the whole run.
      }
    },
    peakBytes() {
      try {
        const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
        return found ? Number(found[1]) * 1024 : null;
      } catch {
        return null;
      }
    },
    close: () => end(child),
  };
}

/** The stub subgraphs. */
export interface Stubs {
  readonly ports: Readonly<Record<string, number>>;
  /** Where they listen with TLS, for localhost; empty without a certificate. */
  readonly tlsPorts: Readonly<Record<string, number>>;
  /** Requests they got so far. */
  calls(): Promise<number>;
  close(): Promise<void>;
}

/** `keystoreFile` has their private key and certificate (PEM). */
export async function startStubs(folder: string, keystoreFile?: string): Promise<Stubs> {
  const child = fork(stubsFile, keystoreFile ? [folder, keystoreFile] : [folder], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ ports, tlsPorts }] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`The stub subgraphs ended with ${code}.`))),
  ])) as [Pick<Stubs, 'ports' | 'tlsPorts'>];
  return {
    ports,
    tlsPorts,
    calls: async () => ((await ask(child, 'calls')) as { calls: number }).calls,
    close: () => end(child),
  };
}

function argumentsOf(key: string, program: Program, port: number, world: World): string[] {
  const network = ['--port', String(port), '--host', '127.0.0.1'];
  if (program.kith) {
    const file = join(world.folder, `${key}.yaml`);
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(kithConfig(program, world)));
    return ['--supergraph', program.keeps ? world.hintedFile : world.supergraphFile, '--config', file, ...network];
  }
  return program.args ? [...program.args, world.supergraphFile, ...network] : [];
}

/** With an identity, limits and a cost that nobody reaches: they are verified and counted all the same. */
function kithConfig(program: Program, world: World): object {
  const limit = { per: 'identity', points: 1_000_000_000 };
  return {
    supergraph: world.supergraphFile,
    // A machine that is busy with peers delays an event loop now and then; nobody is to be refused for that here.
    http: { shed: { delayMaxMs: 60_000 } },
    subgraphs: program.way ? urlsOf(world.subgraphs[program.way]) : {},
    identity: { ...world.issuer, algorithms: ['ES256'] },
    cost: { operationMax: 1_000_000 },
    limits: [
      { ...limit, name: 'reads', kind: 'query', windowSeconds: 1, burst: { points: 1_000_000_000, windowSeconds: 10 } },
      { ...limit, name: 'cost', spend: 'cost', windowSeconds: 60 },
    ],
    ...program.kith,
  };
}

function urlsOf(urls: Readonly<Record<string, string>>): Record<string, { url: string }> {
  return Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, { url }]));
}

/** Asks for `question`; a program may say other things in between, such as that it is ready. */
function ask(child: ChildProcess, question: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    if (!child.connected) reject(new Error(`${child.spawnfile} has ended.`));
    const onExit = (): void => reject(new Error('The process ended.'));
    const onMessage = (message: Record<string, unknown>): void => {
      if (!(question in message)) return;
      child.off('message', onMessage).off('exit', onExit);
      resolve(message);
    };
    child.on('message', onMessage).once('exit', onExit);
    child.send(question);
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
