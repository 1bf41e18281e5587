import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PrismaPg } from '@prisma/adapter-pg';
import type { Pool } from 'pg';
import { uuidv7 } from 'uuidv7';
import { createPool } from '../../../platform/postgres/pool.ts';
import { createReader, type Reader } from '../../../platform/postgres/reader.ts';
import { PrismaClient } from '../../../prisma/users/generated/client.ts';
import type { LiveUserModel, UserModel } from '../model.ts';
import { password, registerSomebody, startTestUsers, type TestUsers } from '../test/start-test-users.ts';
import { toUserModel, userColumns } from './account-row.ts';
import { cardFields } from './card.ts';
import { type AccountStore, createAccountStore } from './store.ts';

let users: TestUsers;
let pool: Pool;
let prisma: PrismaClient;
let reader: Reader;
let accounts: AccountStore;
beforeAll(async () => {
  users = await startTestUsers();
  pool = createPool(users.database.url, { connectionsMax: 2, applicationName: 'test' });
  prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  reader = createReader(pool);
  accounts = createAccountStore({ reader, prisma });
});
afterAll(async () => {
  await prisma.$disconnect();
  await reader.close();
  await pool.end();
  await users.close();
});

/** What the Prisma model says the people are. */
const byPrisma = async (ids: string[]) =>
  new Map(
    (await prisma.account.findMany({ where: { id: { in: ids } }, select: userColumns })).map((row) => [
      row.id,
      toUserModel(row),
    ]),
  );

const pick = (user: LiveUserModel, fields: readonly (keyof LiveUserModel)[]) =>
  Object.fromEntries(fields.map((field) => [field, user[field]]));

describe('people by id', () => {
  test('are the rows of the Prisma model, field by field', async () => {
    const plain = await registerSomebody(users);
    const full = await registerSomebody(users, { birthDate: '1960-02-29', name: '"Quoted", {braced} \\ Žoë' });
    const input = { bio: 'line\nline', interests: ['a,b', '"c"', 'NULL', ''], photoUrl: 'https://example.org/p' };
    await users.sql('UPDATE account SET bio = $2, interests = $3, photo_url = $4 WHERE id = $1', [
      full.id,
      input.bio,
      input.interests,
      input.photoUrl,
    ]);
    const restricted = await registerSomebody(users);
    await users.sql(`UPDATE account SET status = 'FRAUDULENT' WHERE id = $1`, [restricted.id]);
    const deleted = await registerSomebody(users);
    await users.ask(
      'mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { userErrors { code } } }',
      { input: { password } },
      deleted.identity,
    );
    const ids = [plain.id, full.id, restricted.id, deleted.id, uuidv7()];
    const found = await accounts.findByIds(ids);
    expect(found).toEqual(await byPrisma(ids));
    expect(found.size).toBe(4);
    expect(found.get(full.id)).toMatchObject({ ...input, birthDate: '1960-02-29' });
    expect(found.get(deleted.id)).toEqual({ id: deleted.id, status: 'DELETED' });

    const cards = await accounts.findCardsByIds(ids);
    const shown = ([id, user]: [string, UserModel]) =>
      [id, user.status === 'DELETED' ? user : pick(user, cardFields)] as const;
    expect(cards).toEqual(new Map([...found].map(shown)));
  });

  test('ask nothing of the database where no id is one', async () => {
    const none = ['', "'; DROP TABLE account", '\u0000'];
    expect(await accounts.findByIds(none)).toEqual(new Map());
    expect(await accounts.findCardsByIds(none)).toEqual(new Map());
  });
});
