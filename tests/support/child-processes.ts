import { readdirSync, readFileSync } from 'node:fs';

/** The children of a process by what they run: `file` ends one of their command line's arguments. Linux only. */
export function childRunning(parent: number, file: string): number {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      // The second field is the program's name in brackets, which may have anything in it.
      const [, afterName] = /\) \S (\d+) /.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? [];
      if (Number(afterName) !== parent) continue;
      const line = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0');
      if (line.some((argument) => argument.endsWith(file))) return Number(entry);
    } catch {
      // It ended while we looked.
    }
  }
  throw new Error(`No child of ${parent} runs ${file}`);
}
