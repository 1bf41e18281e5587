import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second (`getconf CLK_TCK` is 100 on every architecture Node runs on). */
const tickUs = 10_000;

interface Stat {
  readonly parent: number;
  readonly ownTicks: number;
  /** Of children that ended and were waited for. */
  readonly endedTicks: number;
}

function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may have spaces; what follows it has none (proc(5), fields from 3).
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [utime, stime, cutime, cstime] = fields.slice(11, 15) as [number, number, number, number];
    return { parent: fields[1]!, ownTicks: utime + stime, endedTicks: cutime + cstime };
  } catch {
    return undefined;
  }
}

/** CPU microseconds that a process has used, user and system. */
export function processCpuUs(pid: number): number {
  return (readStat(pid)?.ownTicks ?? 0) * tickUs;
}

/** The same for a server and every process it started: PostgreSQL has one for each connection. */
export function serverCpuUs(pid: number): number {
  const self = readStat(pid);
  let ticks = (self?.ownTicks ?? 0) + (self?.endedTicks ?? 0);
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(Number(name));
    if (stat?.parent === pid) ticks += stat.ownTicks;
  }
  return ticks * tickUs;
}
