import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, wherever Node runs. */
const tickUs = 10_000;

/**
 * User and system time that a process and its children have used, those that ended included, in microseconds. Null where
 * there is no process to ask or no /proc.
 */
export function serverCpuUs(pid: number | null): number | null {
  if (pid === null) return null;
  try {
    let ticks = timesOf(pid, 4);
    // A PostgreSQL session is a child of the server.
    for (const entry of readdirSync('/proc'))
      if (/^\d+$/.test(entry) && parentOf(Number(entry)) === pid) ticks += timesOf(Number(entry), 2);
    return ticks * tickUs;
  } catch {
    return null;
  }
}

/** The fields after the name, which stands in parentheses and may have blanks: state, parent, … (man 5 proc_pid_stat). */
const fieldsOf = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');

function parentOf(pid: number): number {
  try {
    return Number(fieldsOf(pid)[1]);
  } catch {
    return 0;
  }
}

/** utime and stime; with `count` 4 those of children that ended as well. */
function timesOf(pid: number, count: 2 | 4): number {
  try {
    return fieldsOf(pid)
      .slice(11, 11 + count)
      .reduce((sum, field) => sum + Number(field), 0);
  } catch {
    return 0;
  }
}
