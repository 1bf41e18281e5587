import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { stopLeftover } from '../../platform/postgres/server-lock.ts';
import { readCommandLine } from './command-line.ts';
import { homeAt, root } from './home.ts';
import { takeLock } from './instance-lock.ts';
import { createProgress } from './progress.ts';
import { runCommand } from './run-command.ts';
import { StartError } from './start-error.ts';

const usage = `npm run reset: clears the data folder, so that the next 'npm start' begins anew

The databases, the log, the secrets and the log files in it are deleted. It refuses while something runs on the folder, and
a folder that is none of Kith's.

Environment
  KITH_HOME        the data folder (.kith)
`;

readCommandLine('npm run reset', usage, {});
const progress = createProgress(process.stdout);

/** Clears the data folder: the databases, the secrets, the logs. Refuses while something runs on it. */
await runCommand(progress, async () => {
  const home = homeAt(resolve(root, process.env.KITH_HOME || '.kith'));
  if (!existsSync(home.folder)) {
    progress.say(`Nothing to clear: ${home.folder} doesn't exist.`);
    return;
  }
  // A folder that KITH_HOME names by mistake must not be deleted.
  if (!existsSync(home.secrets) && !existsSync(home.postgres) && !existsSync(home.logs))
    throw new StartError(`${home.folder} doesn't look like a data folder of Kith: delete it yourself if you mean to.`);
  takeLock(home, 'npm run reset');
  // A killed start leaves its database running.
  await stopLeftover(home.postgres);
  for (const entry of [home.postgres, home.logs, home.secrets, home.population, home.labels, home.lock])
    rmSync(entry, { recursive: true, force: true });
  progress.say(`${home.folder} is cleared; the next 'npm start' begins anew.`);
});
