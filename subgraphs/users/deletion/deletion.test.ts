import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Identity } from '../../../platform/identity/identity.ts';
import {
  newcomer,
  password,
  registerMutation,
  registerSomebody,
  startTestUsers,
  type TestUsers,
} from '../test/start-test-users.ts';

let users: TestUsers;
beforeAll(async () => {
  users = await startTestUsers();
});
afterAll(() => users.close());

const mutation = `mutation ($input: DeleteAccountInput!) {
  deleteAccount(input: $input) { user { id status handle } userErrors { code field } }
}`;
const deleteAccount = async (secret: string, who: Partial<Identity>) =>
  (await users.ask(mutation, { input: { password: secret } }, who)).data.deleteAccount;

const allFields = 'id handle name birthDate age city bio interests photoUrl joinedAt status email';
const tombstone = (id: string) => ({
  ...Object.fromEntries(allFields.split(' ').map((field) => [field, null])),
  id,
  status: 'DELETED',
});

describe('deleteAccount', () => {
  test('leaves a tombstone: an id and the status DELETED, by id and as an entity, for whoever asks', async () => {
    const { id, identity } = await registerSomebody(users);
    expect(await deleteAccount(password, identity)).toEqual({
      user: { id, status: 'DELETED', handle: null },
      userErrors: [],
    });
    const query = `query ($id: ID!, $people: [_Any!]!) {
      user(id: $id) { ${allFields} }
      _entities(representations: $people) { ... on User { ${allFields} } }
    }`;
    for (const who of [{}, identity, { scopes: ['user:private'] }]) {
      const { data } = await users.ask(query, { id, people: [{ __typename: 'User', id }] }, who);
      expect(data).toEqual({ user: tombstone(id), _entities: [tombstone(id)] });
    }
  });

  test('erases every trace of the person from the database but the id', async () => {
    const person = await registerSomebody(users, { city: 'Xanadu' });
    await users.ask(
      'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { user { id } } }',
      { input: { bio: 'bio-mark', interests: ['interest-mark'], photoUrl: 'https://example.org/photo-mark' } },
      person.identity,
    );
    await deleteAccount(password, person.identity);
    const [row] = await users.sql('SELECT account::text AS text FROM account WHERE id = $1', [person.id]);
    const { handle, email, name, birthDate } = person.input;
    for (const trace of [handle, email, name, birthDate, 'xanadu', 'bio-mark', 'interest-mark', 'photo-mark', 'argon2'])
      expect(row!.text.toLowerCase()).not.toContain(trace.toLowerCase());
  });

  test('ends every session and publishes the deletion, the ended sessions and the status', async () => {
    const { id, identity, refreshToken, input } = await registerSomebody(users);
    const other = await users.ask(
      'mutation ($input: SignInInput!) { signIn(input: $input) { session { refreshToken } } }',
      { input: { email: input.email, password } },
    );
    await deleteAccount(password, identity);
    for (const token of [refreshToken, other.data.signIn.session.refreshToken]) {
      const { data } = await users.ask(
        'mutation ($token: String!) { refreshSession(refreshToken: $token) { userErrors { code } } }',
        { token },
      );
      expect(data.refreshSession.userErrors).toEqual([{ code: 'INVALID_REFRESH_TOKEN' }]);
    }
    const events = (await users.eventsOf(id)).slice(-4);
    expect(events.map((event) => event.type)).toEqual([
      'session.revoked',
      'session.revoked',
      'user.deleted',
      'user.status-changed',
    ]);
    expect(events.at(-1)!.data).toEqual({ user: { id }, status: 'DELETED' });
  });

  test('nobody is signed in any more with a token that outlives its account', async () => {
    const { identity } = await registerSomebody(users);
    await deleteAccount(password, identity);
    expect((await users.ask('{ me { id } }', {}, identity)).data.me).toBeNull();
    const again = await users.ask(mutation, { input: { password } }, identity);
    expect(again.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const update = await users.ask('mutation { updateProfile(input: { name: "x" }) { user { id } } }', {}, identity);
    expect(update.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('frees the handle and the email for somebody new', async () => {
    const { id, identity, input } = await registerSomebody(users);
    await deleteAccount(password, identity);
    const { data } = await users.ask(registerMutation, {
      input: newcomer({ handle: input.handle, email: input.email }),
    });
    expect(data.register.userErrors).toEqual([]);
    expect(data.register.session.user.id).not.toBe(id);
  });

  test('asks for the password, and counts wrong ones as sign-in does', async () => {
    const { identity } = await registerSomebody(users);
    for (let failures = 0; failures < 10; failures++)
      expect((await deleteAccount('wrong password', identity)).userErrors).toEqual([
        { code: 'INVALID_CREDENTIALS', field: ['input', 'password'] },
      ]);
    expect((await deleteAccount(password, identity)).userErrors).toEqual([{ code: 'TOO_MANY_ATTEMPTS', field: null }]);
    expect((await users.ask('{ me { status } }', {}, identity)).data.me.status).toBe('ACTIVE');
  });

  test('is refused to a restricted account: its evidence stays until the case is closed', async () => {
    const { id, identity } = await registerSomebody(users);
    await users.sql("UPDATE account SET status = 'FRAUDULENT' WHERE id = $1", [id]);
    expect((await deleteAccount(password, identity)).userErrors).toEqual([{ code: 'ACCOUNT_RESTRICTED', field: null }]);
  });

  test('asked for many times at once it happens once', async () => {
    const { id, identity } = await registerSomebody(users);
    await Promise.all(Array.from({ length: 4 }, () => users.ask(mutation, { input: { password } }, identity)));
    const types = (await users.eventsOf(id)).map((event) => event.type);
    expect(types.filter((type) => type === 'user.deleted')).toHaveLength(1);
  });
});
