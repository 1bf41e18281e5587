import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createEmptyDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { spawnProgram } from '../../tests/support/spawn-program.ts';

const program = join(import.meta.dirname, 'main.ts');

async function migrate(env: Record<string, string>): Promise<{ code: unknown; output: string }> {
  const child = spawnProgram(program, { env });
  const code = await child.ended;
  return { code, output: child.output() };
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createEmptyDatabase('migrate');
});
afterAll(() => database.drop());

test('migrates the databases that are named, and finds nothing new the second time', async () => {
  const first = await migrate({ FRAUD_DATABASE_URL: database.url });
  expect(first).toEqual({ code: 0, output: expect.stringMatching(/^fraud: \d+_init/m) });
  expect(first.output).not.toMatch(/users|activity/);
  expect(await migrate({ FRAUD_DATABASE_URL: database.url })).toEqual({ code: 0, output: 'fraud: nothing is new\n' });
});

test('refuses a flag before it looks at the databases', async () => {
  const child = spawnProgram(program, { args: ['--wat'] });
  expect(await child.ended).toBe(2);
  expect(child.output()).toBe("Unknown option '--wat': see 'npm run migrate -- --help'.\n");
});

test('says what is missing or cannot be reached, and ends with 1', async () => {
  expect(await migrate({})).toEqual({ code: 1, output: expect.stringMatching(/_DATABASE_URL: none is set/) });
  expect(await migrate({ USERS_DATABASE_URL: 'mysql://here' })).toEqual({
    code: 1,
    output: expect.stringMatching(/USERS_DATABASE_URL: must be a postgresql:\/\/ URL/),
  });
  // Port 1 is never PostgreSQL's.
  expect(await migrate({ USERS_DATABASE_URL: 'postgresql://postgres@127.0.0.1:1/none' })).toEqual({
    code: 1,
    output: expect.stringMatching(/The migration failed: /),
  });
});
