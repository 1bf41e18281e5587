import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';

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
  const engine = await openSchemaEngine(prismaFolder, databaseUrl);
  const result = await engine.applyMigrations({
    migrationsList: {
      baseDir: prismaFolder,
      lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
      shadowDbInitScript: '',
      migrationDirectories: readMigrations(join(prismaFolder, 'migrations')),
    },
    filters: { externalTables: [], externalEnums: [] },
  });
  return result.appliedMigrationNames;
}

/** The SQL that turns an empty database into `schema.prisma`: the first migration of a new database. */
export async function diffFromEmpty(prismaFolder: string, databaseUrl: string): Promise<string> {
  const engine = await openSchemaEngine(prismaFolder, databaseUrl);
  const result = await engine.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: [schemaFile(prismaFolder)] },
    script: true,
    shadowDatabaseUrl: null,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  } as never);
  return result.stdout ?? '';
}

function schemaFile(prismaFolder: string): { path: string; content: string } {
  const path = join(prismaFolder, 'schema.prisma');
  return { path, content: readFileSync(path, 'utf8') };
}

async function openSchemaEngine(prismaFolder: string, databaseUrl: string) {
  const { SchemaEngine } = await loadSchemaEngine();
  const schema = schemaFile(prismaFolder);
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }));
  return SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => {}, adapter as never);
}

/** The package's loader expects a bundler that turns `.wasm` into a module; here the module is instantiated by hand. */
async function loadSchemaEngine() {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg' as string);
  const { instance } = await WebAssembly.instantiate(readFileSync(join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': bindings,
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return bindings as typeof import('@prisma/schema-engine-wasm');
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
