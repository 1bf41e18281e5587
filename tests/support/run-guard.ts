import { spawn } from 'node:child_process';

/** The process that runs the whole of jest: the parent of a worker, or this process where there are no workers. */
export const runPid: number = process.send ? process.ppid : process.pid;

/**
 * Kills what a test run started and left behind when the run itself was killed: a small shell waits for the run to end,
 * then kills the processes and removes the folder. An orderly teardown has done both by then.
 */
export function guardRun(pids: readonly number[], folder: string): void {
  const script = `while kill -0 ${runPid} 2>/dev/null; do sleep 1; done; ${pids.length > 0 ? `kill -9 ${pids.join(' ')} 2>/dev/null;` : ''} rm -rf '${folder}'`;
  spawn('sh', ['-c', script], { detached: true, stdio: 'ignore' }).unref();
}
