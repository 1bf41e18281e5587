import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Usage } from './programs/measure.ts';

/** A process of the benchmark, reached over its IPC channel. It ends itself when this process is gone. */
export interface RunningProgram {
  readonly pid: number;
  send(message: object): void;
  /** The first message from now on that `pick` makes something of. Rejects when the process ends before. */
  next<T>(pick: (message: never) => T | undefined): Promise<T>;
  usage(options?: { collect: boolean }): Promise<Usage>;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '..', '..');
/** A drain takes up to 25 s, and nothing is under way in these. */
const stopTimeoutMs = 10_000;

/** Starts a TypeScript file, named from the repository's root, and waits until it says that it is ready. */
export async function startProgram(file: string, environment: Record<string, string> = {}): Promise<RunningProgram> {
  const measure = join(import.meta.dirname, 'programs', 'measure.ts');
  const child: ChildProcess = spawn(
    process.execPath,
    ['--expose-gc', '--import', 'tsx', '--import', measure, join(root, file)],
    { cwd: root, env: { PATH: process.env.PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-2_000);
    });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const program: RunningProgram = {
    pid: child.pid!,
    send: (message) => void child.send(message),
    next: (pick) =>
      new Promise((resolve, reject) => {
        const leave = (): void => {
          child.off('message', look);
          child.off('exit', fail);
        };
        const fail = (): void => {
          leave();
          reject(new Error(`${file} ended: ${output.trim()}`));
        };
        const look = (message: unknown): void => {
          const picked = pick(message as never);
          if (picked === undefined) return;
          leave();
          resolve(picked);
        };
        child.on('message', look);
        child.on('exit', fail);
        if (child.exitCode !== null) fail();
      }),
    usage: async ({ collect } = { collect: false }) => {
      const usage = program.next(({ usage }: { usage?: Usage }) => usage);
      program.send({ measure: { collect } });
      return await usage;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      await ended;
      clearTimeout(timer);
    },
  };
  await program.next(({ ready }: { ready?: boolean }) => ready);
  return program;
}
