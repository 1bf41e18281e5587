import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { platform, userInfo } from 'node:os';
import { dirname } from 'node:path';
import { EmbeddedServerError } from './server-failure.ts';

/** Whom a server runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const name = 'postgres';

/**
 * PostgreSQL refuses to run as root, so as root it runs as the user `postgres`, who is made if there is none.
 * Undefined where it runs as whoever started us.
 */
export function serverUser(): ServerUser | undefined {
  if (platform() === 'win32' || userInfo().uid !== 0) return undefined;
  return findUser() ?? makeUser();
}

function findUser(): ServerUser | undefined {
  const idOf = (flag: string) =>
    Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    return undefined;
  }
}

function makeUser(): ServerUser {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name], {
      stdio: ['ignore', 'ignore', 'pipe'],
      // A root shell that isn't a login shell may lack the folder that it is in.
      env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    });
  } catch (error) {
    // A start at the same moment may have made it.
    const found = findUser();
    if (found) return found;
    const said = (error as { stderr?: Buffer }).stderr?.toString().trim() || (error as Error).message;
    throw new EmbeddedServerError(
      `The database can't run as root and the user '${name}' can't be made (${said}): run Kith as another user, or make that user.`,
    );
  }
  const made = findUser();
  if (!made) throw new EmbeddedServerError(`The user '${name}' was made but can't be found: run Kith as another user.`);
  return made;
}

/** As another user, every folder on the way must be enterable. Throws an EmbeddedServerError that names the first that isn't. */
export function assertReachable(targets: readonly string[], owner: ServerUser): void {
  for (const target of targets) {
    const folders: string[] = [];
    for (let folder = target; folder !== dirname(folder); folder = dirname(folder)) folders.unshift(folder);
    for (const folder of folders) {
      const { mode, uid, gid } = statSync(folder);
      const mayEnter = uid === owner.uid ? mode & 0o100 : gid === owner.gid ? mode & 0o010 : mode & 0o001;
      if (!mayEnter) {
        throw new EmbeddedServerError(
          `The database runs as the user '${name}' because you are root, and that user can't enter ${folder}: run 'chmod o+x ${folder}', or put Kith into a folder that everybody may enter, or don't run it as root.`,
        );
      }
    }
  }
}
