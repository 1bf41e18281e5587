import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedServerError } from './server-failure.ts';

/** A server that was left running gets this long to write its last checkpoint. */
const leftoverStopTimeoutMs = 20_000;

/** The process id of the server that runs on a data folder, or undefined. */
export function runningServer(dataFolder: string): number | undefined {
  const lock = lockFile(dataFolder);
  if (!existsSync(lock)) return undefined;
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  return isPostgres(pid) ? pid : undefined;
}

/** The port of the server that runs on a data folder, or undefined: the fourth line of its lock file. */
export function runningPort(dataFolder: string): number | undefined {
  if (runningServer(dataFolder) === undefined) return undefined;
  const port = Number(readFileSync(lockFile(dataFolder), 'utf8').split('\n')[3]);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

/** A lock file whose process is gone was left by a crash; PostgreSQL would refuse to start if the pid was reused. */
export function removeStaleLock(dataFolder: string): void {
  if (runningServer(dataFolder) === undefined) rmSync(lockFile(dataFolder), { force: true });
}

/** Stops the server that a killed starter left behind on a data folder, as its starter would have. */
export async function stopLeftover(dataFolder: string): Promise<void> {
  const pid = runningServer(dataFolder);
  if (pid === undefined) return;
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + leftoverStopTimeoutMs;
  while (isPostgres(pid)) {
    if (Date.now() > deadline)
      throw new EmbeddedServerError(
        `A database that an earlier start left behind does not stop (process ${pid}): run 'kill -QUIT ${pid}' and start again.`,
      );
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function lockFile(dataFolder: string): string {
  return join(dataFolder, 'postmaster.pid');
}

function isPostgres(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    // A process that ended and whose parent hasn't noticed yet has an empty command line.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    // Without /proc a process of that id is taken for the server; with it, the process has just ended.
    return !existsSync('/proc/self');
  }
}
