import { join } from 'node:path';
import pg from 'pg';
import { allTopics } from '../../events/topics.ts';
import { readConfig } from '../../platform/config/read-config.ts';
import { logConfigSchema, openLog } from '../../platform/log/config.ts';
import type { Log } from '../../platform/log/port.ts';
import { type EmbeddedServer, startEmbeddedServer } from '../../platform/postgres/embedded-server.ts';
import { applyMigrations } from '../../platform/postgres/migrate.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { type Home, root } from './home.ts';
import { rotateLog } from './rotate-log.ts';
import type { Settings } from './settings.ts';
import { StartError } from './start-error.ts';

/** The databases that own data; each has its schema and migrations in `prisma/<name>`. */
export const owners = ['users', 'activity', 'fraud'] as const;
export type Owner = (typeof owners)[number];

/** Where each database is reached. `log` is undefined where the log isn't in PostgreSQL. */
export type DatabaseUrls = Readonly<Record<Owner, string>> & { readonly log: string | undefined };

/** Seven processes with a pool of ten each, and room for a person with psql. */
const connectionsMax = 120;

/** Starts the embedded PostgreSQL on the data folder. */
export function startPostgres(home: Home, settings: Settings, password: string): Promise<EmbeddedServer> {
  const logFile = join(home.logs, 'postgres.log');
  rotateLog(logFile);
  return startEmbeddedServer({
    dataFolder: home.postgres,
    port: settings.POSTGRES_PORT,
    password,
    logFile,
    settings: { max_connections: String(connectionsMax) },
  });
}

export function embeddedUrls(server: EmbeddedServer): DatabaseUrls {
  const url = (name: string) => server.url(`kith_${name}`);
  return { users: url('users'), activity: url('activity'), fraud: url('fraud'), log: url('log') };
}

export function ownUrls(settings: Settings): DatabaseUrls {
  return {
    users: settings.USERS_DATABASE_URL!,
    activity: settings.ACTIVITY_DATABASE_URL!,
    fraud: settings.FRAUD_DATABASE_URL!,
    log: settings.LOG_DATABASE_URL,
  };
}

/** Makes the embedded server's databases that don't exist; with `anew` those that do are dropped first. */
export async function createDatabases(server: EmbeddedServer, options: { anew: boolean }): Promise<void> {
  await withClient(server.url('postgres'), async (client) => {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    const existing = new Set(rows.map(({ datname }) => datname));
    for (const name of [...owners, 'log'].map((owner) => `kith_${owner}`)) {
      if (options.anew) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      if (options.anew || !existing.has(name)) await client.query(`CREATE DATABASE ${name}`);
    }
  });
}

/**
 * Clears databases that may not be dropped: the schemas go whole, so the migrations are to be applied again. (Emptying the
 * tables instead is refused by those that are append-only, as it should be.)
 */
export async function clearDatabases(urls: DatabaseUrls): Promise<void> {
  for (const owner of owners)
    await withClient(urls[owner], (client) => client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public'));
  if (urls.log !== undefined)
    await withClient(urls.log, (client) => client.query('DROP SCHEMA IF EXISTS kith_log CASCADE'));
}

/** Applies every database's migrations. Returns how many were new. */
export async function migrate(urls: DatabaseUrls): Promise<number> {
  const applied = await Promise.all(
    owners.map(async (owner) => {
      try {
        return await applyMigrations(join(root, 'prisma', owner), urls[owner]);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (!/failed migrations|P3009|P3018/.test(message)) throw error;
        throw new StartError(
          `A migration of the ${owner} database was interrupted or failed before: run 'npm run reset' to begin anew, or resolve it with 'prisma migrate resolve'.`,
        );
      }
    }),
  );
  return applied.flat().length;
}

/** Opens the log as the processes will, and makes its topics. */
export async function openLogWithTopics(
  environment: NodeJS.ProcessEnv,
  urls: DatabaseUrls,
  logger: Logger,
): Promise<Log> {
  const config = readConfig(logConfigSchema, { ...environment, LOG_DATABASE_URL: urls.log });
  const log = await openLog(config, logger);
  await log.ensureTopics(allTopics);
  return log;
}

export async function withClient<Result>(url: string, run: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}
