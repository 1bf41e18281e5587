import { existsSync, renameSync } from 'node:fs';

/** Puts the log of the run before aside as `.1`, so that one run's log is one file and two runs are all that is kept. */
export function rotateLog(file: string): void {
  if (existsSync(file)) renameSync(file, `${file}.1`);
}
