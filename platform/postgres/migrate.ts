import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type SchemaFile, withSchemaEngine } from './schema-engine.ts';

interface MigrationDirectory {
  path: string;
  migrationFile: { path: string; content: { tag: 'ok'; value: string } };
}

/**
 * Applies a database's Prisma migrations with Prisma's own engine as WebAssembly, so that no native engine has to be
 * downloaded. It writes the ordinary `_prisma_migrations` table: the ordinary `prisma migrate deploy` carries on from it.
 *
 * @param prismaFolder the folder with `schema.prisma` and `migrations/`
 * @returns the names of the migrations applied now
 */
export async function applyMigrations(prismaFolder: string, databaseUrl: string): Promise<readonly string[]> {
  const migrations = readMigrations(join(prismaFolder, 'migrations'));
  if (await areApplied(migrations, databaseUrl)) return [];
  const result = await withSchemaEngine(schemaFile(prismaFolder), databaseUrl, (engine) =>
    engine.applyMigrations({
      migrationsList: {
        baseDir: prismaFolder,
        lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
        shadowDbInitScript: '',
        migrationDirectories: migrations,
      },
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  return result.appliedMigrationNames;
}

/**
 * Whether exactly these migrations were applied, by their checksums (SHA-256 of the script, as Prisma keeps it). Asking
 * costs milliseconds; loading the engine to be told the same costs half a second a database at every start.
 */
async function areApplied(migrations: readonly MigrationDirectory[], databaseUrl: string): Promise<boolean> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const exists = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS yes");
    if (!exists.rows[0].yes) return false;
    const { rows } = await client.query<{ name: string; checksum: string; done: boolean }>(
      'SELECT migration_name AS name, checksum, finished_at IS NOT NULL AND rolled_back_at IS NULL AS done FROM _prisma_migrations ORDER BY migration_name',
    );
    if (rows.length !== migrations.length) return false;
    return migrations.every(({ path, migrationFile }, index) => {
      const row = rows[index]!;
      const checksum = createHash('sha256').update(migrationFile.content.value).digest('hex');
      return row.name === path && row.checksum === checksum && row.done;
    });
  } finally {
    await client.end();
  }
}

/** The SQL that turns an empty database into `schema.prisma`: the first migration of a new database. */
export async function diffFromEmpty(prismaFolder: string, databaseUrl: string): Promise<string> {
  const file = schemaFile(prismaFolder);
  const result = await withSchemaEngine(file, databaseUrl, (engine) =>
    engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [file] },
      script: true,
      shadowDatabaseUrl: null,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    } as never),
  );
  return result.stdout ?? '';
}

function schemaFile(prismaFolder: string): SchemaFile {
  const path = join(prismaFolder, 'schema.prisma');
  return { path, content: readFileSync(path, 'utf8') };
}

function readMigrations(folder: string): MigrationDirectory[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(folder, name, 'migration.sql'), 'utf8') },
      },
    }));
}
