import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Every file that git tracks or would track, as it is in the working tree. */
export function trackedFiles(): string[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(file));
}
