import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Home } from './home.ts';
import { StartError } from './start-error.ts';

/** Who runs on a data folder. */
export interface Holder {
  readonly pid: number;
  /** What it is: `npm start`, `npm run seed`, `npm run reset`. */
  readonly command: string;
  /** Which process had this id when it was written; ids are reused. Empty where the machine doesn't say. */
  readonly birth: string;
}

/**
 * Takes the data folder for this process. Throws a StartError that names who has it. A lock whose process is gone was
 * left by a kill and is taken over. Returns what gives it back.
 */
export function takeLock(home: Home, command: string): () => void {
  const mine = JSON.stringify({ pid: process.pid, command, birth: birthOf(process.pid) } satisfies Holder);
  for (;;) {
    try {
      writeFileSync(home.lock, mine, { flag: 'wx' });
      return () => {
        if (readHolder(home)?.pid === process.pid) rmSync(home.lock, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = holderOf(home);
    if (holder)
      throw new StartError(
        `'${holder.command}' already runs on ${home.folder} (process ${holder.pid}): stop it with Ctrl-C first, or set KITH_HOME to another folder.`,
      );
    rmSync(home.lock, { force: true });
  }
}

/** Who runs on the folder now, or undefined. */
export function holderOf(home: Home): Holder | undefined {
  const holder = readHolder(home);
  if (!holder || !isAlive(holder.pid)) return undefined;
  return holder.birth === birthOf(holder.pid) ? holder : undefined;
}

function readHolder(home: Home): Holder | undefined {
  try {
    return JSON.parse(readFileSync(home.lock, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Start time since boot in clock ticks: field 22 of /proc/PID/stat, counted after the name's closing bracket. */
function birthOf(pid: number): string {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return '';
  const text = readFileSync(file, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
