import { stopLeftover } from '../../platform/postgres/server-lock.ts';
import { readFlags } from '../start/command-line.ts';
import {
  clearDatabases,
  createDatabases,
  embeddedUrls,
  migrate,
  openLogWithTopics,
  ownUrls,
  startPostgres,
} from '../start/databases.ts';
import { type Home, prepareHome } from '../start/home.ts';
import { takeLock } from '../start/instance-lock.ts';
import { assertPortsFree } from '../start/ports.ts';
import { createProgress } from '../start/progress.ts';
import { type Command, runCommand } from '../start/run-command.ts';
import { keepSecrets } from '../start/secrets.ts';
import { plannedPorts, readSettings, type Settings, usesOwnPostgres } from '../start/settings.ts';
import { silentLogger } from '../start/silent-logger.ts';
import { LoadError } from './load/load-error.ts';
import { isEmpty, populate } from './load/populate.ts';
import { populationFlags, readPopulationOptions } from './options.ts';
import { createPopulation } from './population/population.ts';
import { createTally } from './population/tally.ts';
import { describeLoading, describeShapes } from './summary.ts';
import { seedUsage } from './usage.ts';

const flags = {
  ...populationFlags,
  help: { type: 'boolean', short: 'h' },
  replace: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
} as const;

async function seed(command: Command): Promise<void> {
  const { stack, progress, signal, detailsIn } = command;
  const given = readFlags(flags, process.argv.slice(2), 'npm run seed');
  if (given.help) {
    process.stdout.write(seedUsage);
    return;
  }
  const options = readPopulationOptions(given);
  if (given['dry-run']) {
    const population = createPopulation(options);
    const tally = createTally(population.world);
    for (const facts of population.days()) tally.add(facts);
    progress.say(describeShapes(options, tally.result()));
    return;
  }
  const settings = readSettings(process.env);
  const home = prepareHome(process.env);
  detailsIn(home);
  stack.add('lock', takeLock(home, 'npm run seed'));
  const urls = await openDatabases(command, settings, home, given.replace === true);
  const log = await openLogWithTopics(process.env, urls, silentLogger('seed'));
  stack.add('log', () => log.close());
  const loaded = await progress.step('Population', (update) =>
    populate({ urls, log, home, population: options, update, signal }),
  );
  progress.say(`\n${describeShapes(options, loaded.shapes)}\n`);
  progress.say(describeLoading(loaded, home.labels));
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  progress.say(`\nLoaded in ${progress.elapsed()} with at most ${memory} MB of memory. Now: npm start`);
}

/** Databases with everything in them gone and every migration applied. */
async function openDatabases({ stack, progress }: Command, settings: Settings, home: Home, replace: boolean) {
  if (usesOwnPostgres(settings)) {
    const urls = ownUrls(settings);
    await progress.step('Migrations', () => migrate(urls));
    if (!(await isEmpty(urls.users)) && !replace)
      throw new LoadError(
        'Somebody is in these databases: add --replace to clear the users, activity, fraud and log databases for good, or name empty ones.',
      );
    await progress.step('Clearing the databases', async () => {
      await clearDatabases(urls);
      await migrate(urls);
    });
    return urls;
  }
  await stopLeftover(home.postgres);
  await assertPortsFree(plannedPorts(settings).filter(({ setting }) => setting === 'POSTGRES_PORT'));
  const secrets = keepSecrets(home, process.env);
  const server = await progress.step(`PostgreSQL on port ${settings.POSTGRES_PORT}`, async () => {
    const started = await startPostgres(home, settings, secrets.POSTGRES_PASSWORD);
    stack.add('PostgreSQL', () => started.stop());
    await createDatabases(started, { anew: true });
    return started;
  });
  const urls = embeddedUrls(server);
  await progress.step('Migrations', () => migrate(urls));
  return urls;
}

await runCommand(createProgress(process.stdout), seed);
