import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './home.ts';
import type { ProcessPlan } from './processes.ts';
import { rotateLog } from './rotate-log.ts';
import { StartError } from './start-error.ts';

/** A process of the product that was started. */
export interface Child {
  readonly name: string;
  readonly pid: number | undefined;
  /** Resolves when it says it is ready; rejects with a StartError when it fails or ends before. */
  readonly ready: Promise<void>;
  /** Resolves with how it ended, in words. */
  readonly ended: Promise<string>;
  /** Asks it to drain and end; ends it by force when that takes too long. Resolves when it is gone. */
  stop(): Promise<void>;
  kill(): void;
}

/** A process drains for up to 25 s (platform/lifecycle); past this it hangs. */
const stopTimeoutMs = 28_000;
/** A cold start on a busy machine with a slow disk. */
const readyTimeoutMs = 120_000;

/**
 * Starts one process in a group of its own, so that Ctrl-C in the terminal reaches only us, with a channel over which it
 * says that it is ready and notices when we are gone. What it prints goes to its log file; `onProblem` gets its warnings.
 */
export function startChild(
  plan: ProcessPlan,
  options: { logs: string; onProblem: (line: string) => void; runtimeArguments: readonly string[] },
): Child {
  const logFile = join(options.logs, `${plan.name}.log`);
  rotateLog(logFile);
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  log.on('error', () => {});

  const child = spawn(process.execPath, [...options.runtimeArguments, plan.file], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...plan.environment },
  });
  let lastWords = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.pipe(log, { end: false });
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() === '') return;
      lastWords = readableLine(line) ?? line;
      if (isProblem(line, stream === child.stderr)) options.onProblem(lastWords);
    });
  }
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      log.end();
      resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`);
    });
  });
  return {
    name: plan.name,
    pid: child.pid,
    ready: untilReady(child, plan.name, logFile, ended, () => lastWords),
    ended,
    stop: () => stopChild(child, ended),
    kill: () => void child.kill('SIGKILL'),
  };
}

function untilReady(
  child: ChildProcess,
  name: string,
  logFile: string,
  ended: Promise<string>,
  lastWords: () => string,
): Promise<void> {
  const ready = new Promise<void>((resolve, reject) => {
    const fail = (reason: string) => reject(new StartError(`${name} could not start: ${reason}`));
    const timer = setTimeout(() => {
      fail(`it was not ready after ${readyTimeoutMs / 1000} seconds; its log is ${logFile}.`);
      child.kill('SIGKILL');
    }, readyTimeoutMs);
    child.on('message', (message: { ready?: true; failed?: string }) => {
      if (message.ready) resolve();
      if (message.failed !== undefined) fail(message.failed.trim().replace(/\s+/g, ' '));
    });
    child.once('message', () => clearTimeout(timer));
    void ended.then((how) => {
      clearTimeout(timer);
      fail(`it ${how} (${lastWords() || 'it said nothing'}); its log is ${logFile}.`);
    });
  });
  // Whoever awaits it later gets the rejection; nobody must have to at once.
  ready.catch(() => {});
  return ready;
}

async function stopChild(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}

/** pino's numbers: 40 is a warning, 50 an error. What isn't JSON on stderr is something that a runtime says. */
function isProblem(line: string, isStderr: boolean): boolean {
  const entry = parseEntry(line);
  return entry ? entry.level >= 40 : isStderr;
}

function readableLine(line: string): string | undefined {
  const entry = parseEntry(line);
  if (!entry) return undefined;
  const reason = entry.err?.message;
  const whole = reason && !entry.msg.includes(reason) ? `${entry.msg}: ${reason}` : entry.msg;
  return whole.replace(/\s+/g, ' ').trim();
}

function parseEntry(line: string): { level: number; msg: string; err?: { message?: string } } | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry = JSON.parse(line);
    return typeof entry.level === 'number' ? { msg: '', ...entry } : undefined;
  } catch {
    return undefined;
  }
}
