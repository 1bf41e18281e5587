import { stopLeftover } from '../../platform/postgres/server-lock.ts';
import { readPopulationRecord } from '../seed/load/population-record.ts';
import { banner } from './banner.ts';
import {
  createDatabases,
  type DatabaseUrls,
  embeddedUrls,
  migrate,
  openLogWithTopics,
  ownUrls,
  startPostgres,
} from './databases.ts';
import { prepareHome } from './home.ts';
import { takeLock } from './instance-lock.ts';
import { describeKept } from './kept-population.ts';
import { assertPortsFree } from './ports.ts';
import { planProcesses } from './processes.ts';
import { createProgress } from './progress.ts';
import { type Command, runCommand } from './run-command.ts';
import { keepSecrets } from './secrets.ts';
import { plannedPorts, readSettings, usesOwnPostgres } from './settings.ts';
import { silentLogger } from './silent-logger.ts';
import { StartError } from './start-error.ts';
import { readStartOptions } from './start-options.ts';
import { createSupervisor } from './supervisor.ts';
import { startUsage } from './usage.ts';

async function start({ stack, progress, signal, detailsIn, onForce }: Command): Promise<void> {
  const { help, population, given } = readStartOptions(process.argv.slice(2));
  if (help) {
    process.stdout.write(startUsage);
    return;
  }
  const settings = readSettings(process.env);
  const ownPostgres = usesOwnPostgres(settings);
  const home = prepareHome(process.env);
  detailsIn(home);
  stack.add('lock', takeLock(home, 'npm start'));
  // A start that was killed leaves its database running, on a port that is wanted now.
  if (!ownPostgres) await stopLeftover(home.postgres);
  await assertPortsFree(plannedPorts(settings));
  const secrets = keepSecrets(home, process.env);

  const interrupted = readPopulationRecord(home.population)?.status === 'loading';
  if (interrupted && ownPostgres)
    throw new StartError(
      "The last load of a population was interrupted: run 'npm run seed -- --replace' to clear these databases and load it anew.",
    );

  progress.say('Kith is starting.');
  let crashed: Promise<string> = new Promise(() => {});
  const urls: DatabaseUrls = ownPostgres
    ? ownUrls(settings)
    : await progress.step(`PostgreSQL on port ${settings.POSTGRES_PORT}`, async () => {
        const server = await startPostgres(home, settings, secrets.POSTGRES_PASSWORD);
        stack.add('PostgreSQL', () => server.stop());
        onForce(() => process.kill(server.pid, 'SIGQUIT'));
        crashed = server.crashed;
        // A load that was interrupted left half of a population: begin it anew.
        await createDatabases(server, { anew: interrupted });
        return embeddedUrls(server);
      });
  signal.throwIfAborted();
  await progress.step('Migrations', async (update) => {
    const applied = await migrate(urls);
    update({ detail: applied === 0 ? 'none is new' : `${applied} applied` });
  });
  signal.throwIfAborted();

  await progress.step('Demo population', async (update) => {
    // The processes expect the topics to be there, with a population or without.
    const log = await openLogWithTopics(process.env, urls, silentLogger('start'));
    stack.add('log', () => log.close());
    if (population === null) return update({ detail: 'none wanted' });
    // A second start has a population and needs nothing of what makes one.
    const { isEmpty, populate } = await import('../seed/load/populate.ts');
    if (!(await isEmpty(urls.users))) return update({ detail: describeKept(given, ownPostgres) });
    const { shapes } = await populate({ urls, log, home, population, update, signal });
    update({ share: undefined, detail: `${shapes.users} people, ${shapes.visits.honest + shapes.visits.bad} visits` });
  });
  signal.throwIfAborted();

  const supervisor = createSupervisor({
    ...planProcesses({ settings, secrets, urls }),
    logs: home.logs,
    say: progress.say,
    runtimeArguments: ['--import', 'tsx'],
  });
  stack.add('the processes', () => supervisor.stop());
  onForce(() => supervisor.kill());
  await progress.step('Processes', (update) =>
    supervisor.start((name, count, total) => update({ detail: `${count} of ${total} (${name})` })),
  );
  progress.say(banner({ settings, home, elapsed: progress.elapsed() }));
  const failure = await Promise.race([supervisor.gaveUp, crashed, whenAborted(signal)]);
  if (failure !== undefined) throw new StartError(`${failure} Everything is stopped.`);
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined)));
}

await runCommand(createProgress(process.stdout), start);
