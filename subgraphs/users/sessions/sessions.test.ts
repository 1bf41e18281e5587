import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { registerSomebody, startTestUsers, type TestUsers } from '../test/start-test-users.ts';

let users: TestUsers;
let now = new Date();
beforeAll(async () => {
  users = await startTestUsers({ now: () => now });
});
afterAll(() => users.close());

const refreshMutation = `mutation ($token: String!) {
  refreshSession(refreshToken: $token) {
    session { accessToken refreshToken expiresAt user { id status } }
    userErrors { code field }
  }
}`;
const refresh = async (token: string) => (await users.ask(refreshMutation, { token })).data.refreshSession;
const over = { session: null, userErrors: [{ code: 'INVALID_REFRESH_TOKEN', field: ['refreshToken'] }] };
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
const revocations = async (id: string) =>
  (await users.eventsOf(id)).filter((event) => event.type === 'session.revoked').map((event) => event.data);

describe('sessions', () => {
  test('a refresh token is good for the next session of the same family', async () => {
    const { id, refreshToken, identity } = await registerSomebody(users);
    const { session, userErrors } = await refresh(refreshToken);
    expect(userErrors).toEqual([]);
    expect(session.user).toEqual({ id, status: 'ACTIVE' });
    expect(session.refreshToken).not.toBe(refreshToken);
    expect(claimsOf(session.accessToken).sid).toBe(identity.session);
    expect((await refresh(session.refreshToken)).session).not.toBeNull();
  });

  test('using a refresh token twice ends the whole family and publishes it once', async () => {
    const { id, refreshToken, identity } = await registerSomebody(users);
    const next = (await refresh(refreshToken)).session.refreshToken;
    expect(await refresh(refreshToken)).toEqual(over);
    expect(await refresh(next)).toEqual(over);
    expect(await refresh(refreshToken)).toEqual(over);
    expect(await revocations(id)).toEqual([{ user: { id }, session: { id: identity.session } }]);
  });

  test('of many uses at once one wins, and the others end the family', async () => {
    const { id, refreshToken } = await registerSomebody(users);
    const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(refreshToken)));
    const won = answers.filter((answer) => answer.session);
    expect(won).toHaveLength(1);
    expect(await refresh(won[0].session.refreshToken)).toEqual(over);
    expect(await revocations(id)).toHaveLength(1);
  });

  test('ending one family leaves the account’s other sessions alone', async () => {
    const { input, refreshToken } = await registerSomebody(users);
    const signIn = await users.ask(
      'mutation ($input: SignInInput!) { signIn(input: $input) { session { refreshToken } } }',
      { input: { email: input.email, password: input.password } },
    );
    await refresh(refreshToken);
    await refresh(refreshToken);
    expect((await refresh(signIn.data.signIn.session.refreshToken)).session).not.toBeNull();
  });

  test('a token that was never given out, or holds anything at all, is over', async () => {
    for (const token of ['', 'x', '\u0000', 'a'.repeat(100_000)]) expect(await refresh(token)).toEqual(over);
  });

  test('a session that nobody refreshed for 30 days is over, one that was goes on', async () => {
    const lazy = await registerSomebody(users);
    const { refreshToken } = await registerSomebody(users);
    const next = (await refresh(refreshToken)).session.refreshToken;
    const started = now;
    now = new Date(started.getTime() + 30 * 24 * 60 * 60 * 1000 - 1);
    const later = (await refresh(next)).session.refreshToken;
    now = new Date(started.getTime() + 30 * 24 * 60 * 60 * 1000);
    expect(await refresh(lazy.refreshToken)).toEqual(over);
    expect((await refresh(later)).session).not.toBeNull();
  });

  test('the database holds no refresh token in clear', async () => {
    const { refreshToken } = await registerSomebody(users);
    const rows = await users.sql('SELECT refresh_token::text AS text FROM refresh_token');
    const bytes = Buffer.from(refreshToken).toString('hex');
    for (const { text } of rows) {
      expect(text).not.toContain(refreshToken);
      expect(text).not.toContain(bytes);
    }
  });

  test('refreshing takes the scopes as they are now', async () => {
    const { id, refreshToken } = await registerSomebody(users);
    await users.sql("UPDATE account SET scopes = '{fraud:read}' WHERE id = $1", [id]);
    expect(claimsOf((await refresh(refreshToken)).session.accessToken).scope).toBe('fraud:read');
  });

  test('a restricted account refreshes: it may read', async () => {
    const { id, refreshToken } = await registerSomebody(users);
    await users.sql("UPDATE account SET status = 'SUSPENDED' WHERE id = $1", [id]);
    expect((await refresh(refreshToken)).session.user.status).toBe('SUSPENDED');
  });
});

const signOutMutation = 'mutation { signOut { user { id } userErrors { code } } }';

describe('sign-out', () => {
  test('ends the session it is asked with and publishes it once', async () => {
    const { id, identity, refreshToken } = await registerSomebody(users);
    for (let times = 0; times < 2; times++)
      expect((await users.ask(signOutMutation, {}, identity)).data.signOut).toEqual({ user: { id }, userErrors: [] });
    expect(await refresh(refreshToken)).toEqual(over);
    expect(await revocations(id)).toEqual([{ user: { id }, session: { id: identity.session } }]);
  });

  test('can’t end somebody else’s session', async () => {
    const victim = await registerSomebody(users);
    const somebody = await registerSomebody(users);
    await users.ask(signOutMutation, {}, { ...somebody.identity, session: victim.identity.session });
    expect((await refresh(victim.refreshToken)).session).not.toBeNull();
  });

  test('without an identity it is UNAUTHENTICATED', async () => {
    expect((await users.ask(signOutMutation)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
