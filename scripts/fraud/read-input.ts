import { readFileSync } from 'node:fs';
import { CommandError } from '../log/command-error.ts';

/** A file that was named on a command line, called as `name` in messages. Throws a CommandError. */
export function readInput(path: string, name = path): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new CommandError(`${name}: no such file: check the path.`);
    throw new CommandError(`${name} can't be read (${code ?? message}): it has to be a file that may be read.`);
  }
}
