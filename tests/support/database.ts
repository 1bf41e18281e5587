import { join } from 'node:path';
import pg from 'pg';
import { applyMigrations } from '../../platform/postgres/migrate.ts';

/** A database of a suite's own. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

let made = 0;

/** Makes an empty database on the run's PostgreSQL. */
export async function createEmptyDatabase(name: string): Promise<TestDatabase> {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server) throw new Error('TEST_POSTGRES_URL is not set: tests/support/global-setup.ts sets it');
  const database = `${name}_${process.pid}_${Date.now()}_${made++}`;
  await onServer(server, (client) => client.query(`CREATE DATABASE "${database}"`));
  const url = new URL(server);
  url.pathname = `/${database}`;
  return {
    url: url.href,
    drop: () => onServer(server, (client) => client.query(`DROP DATABASE "${database}" WITH (FORCE)`)),
  };
}

/** Makes a database with the migrations of `prisma/<name>` applied. */
export async function createMigratedDatabase(name: 'users' | 'activity' | 'fraud'): Promise<TestDatabase> {
  const database = await createEmptyDatabase(name);
  await applyMigrations(join(import.meta.dirname, '..', '..', 'prisma', name), database.url);
  return database;
}

async function onServer(server: string, run: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}
