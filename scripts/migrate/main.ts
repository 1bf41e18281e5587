import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError, readConfig } from '../../platform/config/read-config.ts';
import { applyMigrations } from '../../platform/postgres/migrate.ts';
import { readCommandLine } from '../start/command-line.ts';

const usage = `npm run migrate: applies the migrations of prisma/*/migrations to the databases named by the environment

  USERS_DATABASE_URL, ACTIVITY_DATABASE_URL, FRAUD_DATABASE_URL   each that is set is migrated

It runs before new code is rolled out: every migration keeps the code before it working (npm run schema:check looks).
`;

const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL')
  .optional();

const schema = z
  .object({ USERS_DATABASE_URL: databaseUrl, ACTIVITY_DATABASE_URL: databaseUrl, FRAUD_DATABASE_URL: databaseUrl })
  .refine((urls) => Object.values(urls).some((url) => url !== undefined), {
    path: ['*_DATABASE_URL'],
    message: 'none is set; see npm run migrate -- --help',
  });

readCommandLine('npm run migrate', usage, {});
try {
  const urls = readConfig(schema, process.env);
  for (const [variable, url] of Object.entries(urls)) {
    if (url === undefined) continue;
    const name = variable.replace('_DATABASE_URL', '').toLowerCase();
    const applied = await applyMigrations(join(import.meta.dirname, '..', '..', 'prisma', name), url);
    console.log(`${name}: ${applied.length === 0 ? 'nothing is new' : applied.join(', ')}`);
  }
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : `The migration failed: ${(error as Error).message}`);
  process.exitCode = 1;
}
