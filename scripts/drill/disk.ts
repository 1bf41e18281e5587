import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A small disk of its own, made of memory. */
export interface Disk {
  readonly folder: string;
  /** Writes until no byte is left. Returns what makes room again. */
  fill(): () => void;
  remove(): void;
}

/** Four fresh databases with their write-ahead log are 150 MB. */
const sizeMb = 320;

/** Mounts it at `folder`. Throws, with the reason, where this user may not mount. */
export function mountSmallDisk(folder: string): Disk {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=755`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? (error as Error).message).trim();
    throw new Error(`a small disk can't be mounted by this user (${said})`);
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill() {
      const file = openSync(ballast, 'w');
      // Large pieces first, then what remains of the last one.
      for (let bytes = 1 << 20; bytes >= 1; bytes >>= 4) {
        try {
          for (;;) writeSync(file, Buffer.alloc(bytes));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      }
      closeSync(file);
      return () => rmSync(ballast, { force: true });
    },
    remove: () => void execFileSync('umount', ['-l', folder], { stdio: 'pipe' }),
  };
}
