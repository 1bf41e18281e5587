import { type ChildProcess, spawn } from 'node:child_process';

/** A program of ours in a process of its own, which tests may kill. */
export interface Program {
  readonly pid: number;
  /** What it sent through `process.send`, in order. */
  readonly messages: unknown[];
  /** What it wrote on stdout and stderr. */
  output(): string;
  send(message: object): void;
  signal(name: NodeJS.Signals): void;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Starts a TypeScript file with an IPC channel. */
export function spawnProgram(file: string, options: { env?: Record<string, string>; args?: string[] } = {}): Program {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', file, ...(options.args ?? [])], {
    env: { PATH: process.env.PATH, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const messages: unknown[] = [];
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.on('message', (message) => messages.push(message));
  return {
    pid: child.pid!,
    messages,
    output: () => output,
    send: (message) => void child.send(message),
    signal: (name) => void child.kill(name),
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code ?? 0))),
  };
}
