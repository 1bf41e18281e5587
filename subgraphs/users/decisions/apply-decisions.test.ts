import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { uuidv7 } from 'uuidv7';
import { accountDecided } from '../../../events/account-decided.ts';
import { createPool } from '../../../platform/postgres/pool.ts';
import { openStore, type UsersStore } from '../open-store.ts';
import { registerSomebody, startTestUsers, type TestUsers } from '../test/start-test-users.ts';
import { type ApplyDecisions, createApplyDecisions } from './apply-decisions.ts';

let users: TestUsers;
let pool: Pool;
let store: UsersStore;
let apply: ApplyDecisions;
beforeAll(async () => {
  users = await startTestUsers();
  pool = createPool(users.database.url, { connectionsMax: 4, applicationName: 'test' });
  store = openStore(pool);
  apply = createApplyDecisions({ decisions: store.decisions, now: () => new Date() });
});
afterAll(async () => {
  await store.close();
  await pool.end();
  await users.close();
});

const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
let second = 0;
/** The next decision of the fraud service on an account, a second after the one before. */
function decided(id: string, action: 'RESTRICT' | 'RELEASE') {
  const time = new Date(Date.UTC(2026, 0, 1, 0, 0, second++));
  const context = { time, actor: null, device: null, address: null, client: null, trace };
  const data = { user: { id }, action, case: { id: uuidv7() }, rules: ['founding'] };
  return { topic: 'fraud.decided', envelope: accountDecided.create(data, context) };
}
const statusOf = async (id: string) =>
  (await users.ask('query ($id: ID!) { user(id: $id) { status } }', { id })).data.user.status;
const publishedStatuses = async (id: string) =>
  (await users.eventsOf(id)).filter((event) => event.type === 'user.status-changed').map((event) => event.data.status);

describe('decisions on accounts', () => {
  test('a restriction sets the status and publishes it, with the trace of what led to it', async () => {
    const { id } = await registerSomebody(users);
    await apply([decided(id, 'RESTRICT')]);
    expect(await statusOf(id)).toBe('FRAUDULENT');
    expect((await users.eventsOf(id)).at(-1)).toMatchObject({
      topic: 'users.status',
      actor: null,
      trace,
      data: { user: { id }, status: 'FRAUDULENT' },
    });
  });

  test('a release lifts it', async () => {
    const { id } = await registerSomebody(users);
    await apply([decided(id, 'RESTRICT')]);
    await apply([decided(id, 'RELEASE')]);
    expect(await statusOf(id)).toBe('ACTIVE');
    expect(await publishedStatuses(id)).toEqual(['ACTIVE', 'FRAUDULENT', 'ACTIVE']);
  });

  test('redelivered, alone or with others, a decision changes and publishes nothing', async () => {
    const { id } = await registerSomebody(users);
    const [restrict, release] = [decided(id, 'RESTRICT'), decided(id, 'RELEASE')];
    await apply([restrict]);
    await apply([restrict, release]);
    await apply([restrict, release]);
    await apply([restrict]);
    expect(await statusOf(id)).toBe('ACTIVE');
    expect(await publishedStatuses(id)).toEqual(['ACTIVE', 'FRAUDULENT', 'ACTIVE']);
  });

  test('two copies that handle the same decision at once publish it once', async () => {
    const { id } = await registerSomebody(users);
    const restrict = decided(id, 'RESTRICT');
    await Promise.all([1, 2, 3, 4].map(() => apply([restrict])));
    expect(await publishedStatuses(id)).toEqual(['ACTIVE', 'FRAUDULENT']);
  });

  test('an older decision that comes late does not undo a newer one', async () => {
    const { id } = await registerSomebody(users);
    const [older, newer] = [decided(id, 'RELEASE'), decided(id, 'RESTRICT')];
    await apply([newer]);
    await apply([older]);
    expect(await statusOf(id)).toBe('FRAUDULENT');
  });

  test('a release lifts no suspension, and nothing revives a deleted account', async () => {
    const [suspended, deleted] = [await registerSomebody(users), await registerSomebody(users)];
    await users.sql("UPDATE account SET status = 'SUSPENDED' WHERE id = $1", [suspended.id]);
    await users.ask(
      'mutation ($password: String!) { deleteAccount(input: { password: $password }) { user { id } } }',
      { password: deleted.input.password },
      deleted.identity,
    );
    for (const { id } of [suspended, deleted]) await apply([decided(id, 'RESTRICT'), decided(id, 'RELEASE')]);
    expect([await statusOf(suspended.id), await statusOf(deleted.id)]).toEqual(['SUSPENDED', 'DELETED']);
  });

  test('decisions on many accounts, an unknown one among them, are applied together', async () => {
    const people = await Promise.all([1, 2, 3].map(() => registerSomebody(users)));
    await apply([decided(uuidv7(), 'RESTRICT'), ...people.map(({ id }) => decided(id, 'RESTRICT'))]);
    for (const { id } of people) expect(await statusOf(id)).toBe('FRAUDULENT');
  });

  test('an event whose data does not fit is refused before anything is stored', async () => {
    const { id } = await registerSomebody(users);
    const broken = decided(id, 'RESTRICT');
    const poison = { ...broken, envelope: { ...broken.envelope, data: { user: { id } } } };
    await expect(apply([decided(id, 'RESTRICT'), poison])).rejects.toThrow();
    expect(await statusOf(id)).toBe('ACTIVE');
  });
});
