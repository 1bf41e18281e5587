import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { applyMigrations, diffFromEmpty } from './migrate.ts';

const schema = `
datasource db {
  provider = "postgresql"
}
model Thing {
  id   Int    @id
  name String
}
`;

let folder: string;
let database: TestDatabase;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kith-migrate-'));
  writeFileSync(join(folder, 'schema.prisma'), schema);
  database = await createEmptyDatabase('migrate');
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

function addMigration(name: string, sql: string): void {
  mkdirSync(join(folder, 'migrations', name), { recursive: true });
  writeFileSync(join(folder, 'migrations', name, 'migration.sql'), sql);
}

async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('migrations', () => {
  test('are applied once, in the order of their names, and recorded as Prisma records them', async () => {
    addMigration('2_fill', 'INSERT INTO "Thing" VALUES (1, \'one\');');
    addMigration('1_init', await diffFromEmpty(folder, database.url));
    expect(await applyMigrations(folder, database.url)).toEqual(['1_init', '2_fill']);
    expect(await applyMigrations(folder, database.url)).toEqual([]);
    expect(await query('SELECT migration_name FROM _prisma_migrations ORDER BY started_at')).toEqual([
      { migration_name: '1_init' },
      { migration_name: '2_fill' },
    ]);
    expect(await query('SELECT id FROM "Thing"')).toEqual([{ id: 1 }]);
  });

  test('one that is added later is applied on top of those that are there', async () => {
    addMigration('1_init', await diffFromEmpty(folder, database.url));
    await applyMigrations(folder, database.url);
    addMigration('2_fill', 'INSERT INTO "Thing" VALUES (1, \'one\');');
    expect(await applyMigrations(folder, database.url)).toEqual(['2_fill']);
  });

  test('may hold functions whose bodies have semicolons in them', async () => {
    addMigration(
      '1_init',
      `CREATE FUNCTION answer() RETURNS int LANGUAGE plpgsql AS $$
       DECLARE half int;
       BEGIN
         half := 21;
         RETURN 2 * half;
       END
       $$;`,
    );
    await applyMigrations(folder, database.url);
    expect(await query('SELECT answer()')).toEqual([{ answer: 42 }]);
  });

  test('one that fails leaves nothing of itself behind', async () => {
    addMigration('1_init', 'CREATE TABLE first (id int); CREATE TABLE first (id int);');
    await expect(applyMigrations(folder, database.url)).rejects.toThrow(/already exists/);
    expect(await query("SELECT to_regclass('first') AS found")).toEqual([{ found: null }]);
  });

  test('after one that failed are refused until somebody resolved it', async () => {
    addMigration('1_init', 'CREATE TABLE first (id int); CREATE TABLE first (id int);');
    await expect(applyMigrations(folder, database.url)).rejects.toThrow();
    await expect(applyMigrations(folder, database.url)).rejects.toThrow(/failed migrations/);
  });

  test('of several databases can be applied at the same time', async () => {
    addMigration('1_init', await diffFromEmpty(folder, database.url));
    const others = await Promise.all([createEmptyDatabase('migrate'), createEmptyDatabase('migrate')]);
    const applied = await Promise.all([database, ...others].map(({ url }) => applyMigrations(folder, url)));
    expect(applied).toEqual([['1_init'], ['1_init'], ['1_init']]);
    await Promise.all(others.map((other) => other.drop()));
  });
});
