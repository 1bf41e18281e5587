import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { homeAt } from '../../scripts/start/home.ts';
import { processCpuUs, serverCpuUs } from '../path/cpu.ts';

/** What the product's processes have used until now. */
export interface Usage {
  /** CPU microseconds by process, PostgreSQL's as one. */
  readonly cpuUs: Readonly<Record<string, number>>;
  /** CPU microseconds of PostgreSQL's sessions, by database. */
  readonly databaseUs: Readonly<Record<string, number>>;
  /** Resident megabytes by process, without PostgreSQL, whose sessions share theirs. */
  readonly memoryMb: Readonly<Record<string, number>>;
}

/** Looks at the processes of a product on this machine. */
export interface Observer {
  read(): Usage;
}

/** Linux has pages of 4 KiB on every machine that Node's own builds are for but some ARM ones, where memory is then told too low. */
const pageBytes = 4_096;

/**
 * Finds the processes that `npm start` (process `supervisorPid`) runs on the folder. Null where the machine has no /proc, or none
 * of them is there.
 */
export function observe(supervisorPid: number, folder: string): Observer | null {
  if (!existsSync('/proc/self/stat')) return null;
  const find = () =>
    childrenOf(supervisorPid).flatMap((pid) => {
      const name = /\/bin\/([\w-]+)\.ts/.exec(commandOf(pid))?.[1];
      return name === undefined ? [] : [[name, pid] as const];
    });
  const processes = new Map(find());
  if (processes.size === 0) return null;
  const server = postgresPid(folder);
  const sessions = server === null ? () => ({}) : createSessionWatch(server);
  return {
    read() {
      const cpuUs: Record<string, number> = {};
      const memoryMb: Record<string, number> = {};
      for (const [name, pid] of processes) {
        cpuUs[name] = processCpuUs(pid);
        memoryMb[name] = residentMb(pid);
      }
      if (server !== null) cpuUs.postgres = serverCpuUs(server);
      return { cpuUs, databaseUs: sessions(), memoryMb };
    },
  };
}

/**
 * CPU microseconds of a server's sessions by the database they work for, which stands in their process titles: `postgres: USER
 * DATABASE HOST(PORT) STATE`. Sessions that ended keep what they had used when they were last looked at.
 */
function createSessionWatch(server: number): () => Record<string, number> {
  const sessions = new Map<number, { database: string; us: number }>();
  return () => {
    for (const pid of childrenOf(server)) {
      const database = /^postgres: \S+ (\S+) \S+\(\d+\)/.exec(commandOf(pid))?.[1];
      if (database !== undefined) sessions.set(pid, { database, us: processCpuUs(pid) });
    }
    const byDatabase: Record<string, number> = {};
    for (const { database, us } of sessions.values()) byDatabase[database] = (byDatabase[database] ?? 0) + us;
    return byDatabase;
  };
}

function postgresPid(folder: string): number | null {
  try {
    return Number(readFileSync(join(homeAt(folder).postgres, 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return null;
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function residentMb(pid: number): number {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes) / 2 ** 20;
  } catch {
    return 0;
  }
}
