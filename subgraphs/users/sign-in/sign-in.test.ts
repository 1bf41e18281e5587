import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import {
  issuer,
  newcomer,
  password,
  registerSomebody,
  startCopy,
  startTestUsers,
  type TestUsers,
} from '../test/start-test-users.ts';

let users: TestUsers;
/** What the server takes for now; tests move it to let windows and tokens end. */
let now = new Date();
beforeAll(async () => {
  users = await startTestUsers({ now: () => now });
});
afterAll(() => users.close());

const signInMutation = `mutation ($input: SignInInput!) {
  signIn(input: $input) {
    session { accessToken refreshToken expiresAt user { id status } }
    userErrors { code message field }
  }
}`;
const signIn = async (email: string, secret: string, who = {}, copy: Pick<TestUsers, 'ask'> = users) =>
  (await copy.ask(signInMutation, { input: { email, password: secret } }, who)).data.signIn;

describe('sign-in', () => {
  test('gives a token for 15 minutes that the published keys verify, with subject, scopes and session', async () => {
    const { id, input } = await registerSomebody(users);
    await users.sql("UPDATE account SET scopes = '{fraud:read,fraud:review}' WHERE id = $1", [id]);
    const { session } = await signIn(` ${input.email.toUpperCase()}`, password);
    const keys = createRemoteJWKSet(new URL(`${users.url}/.well-known/jwks.json`));
    const { payload, protectedHeader } = await jwtVerify(session.accessToken, keys, {
      issuer,
      audience: 'kith',
      algorithms: ['ES256'],
      currentDate: now,
    });
    expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: expect.any(String) });
    expect(payload).toMatchObject({ sub: id, scope: 'fraud:read fraud:review', sid: expect.any(String) });
    expect(payload.exp! - payload.iat!).toBe(15 * 60);
    expect(session.expiresAt).toBe(new Date(payload.exp! * 1000).toISOString());
  });

  test('the key set holds no private part', async () => {
    const keySet = (await (await fetch(`${users.url}/.well-known/jwks.json`)).json()) as { keys: object[] };
    expect(keySet.keys.length).toBeGreaterThan(0);
    for (const key of keySet.keys)
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  test('a wrong password, an unknown email and what is no email are answered alike', async () => {
    const { input } = await registerSomebody(users);
    const answers = [
      await signIn(input.email, 'wrong password'),
      await signIn(newcomer().email, 'wrong password'),
      await signIn('\u0000 no email', 'wrong password'),
    ];
    expect(answers[0].userErrors).toEqual([
      { code: 'INVALID_CREDENTIALS', message: expect.any(String), field: ['input'] },
    ]);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test('success and failure are published with address and device, and the failure names no actor', async () => {
    const { id, input } = await registerSomebody(users);
    const who = { address: 'address-hash', device: 'device-hash', client: 'demo-client' };
    await signIn(input.email, 'wrong password', who);
    await signIn(input.email, password, who);
    const events = (await users.eventsOf(id)).filter((event) => event.topic === 'users.authenticated');
    expect(events.map(({ type, actor, address, device }) => ({ type, actor, address, device }))).toEqual([
      { type: 'sign-in.failed', actor: null, address: 'address-hash', device: 'device-hash' },
      { type: 'sign-in.succeeded', actor: id, address: 'address-hash', device: 'device-hash' },
    ]);
  });

  test('a failure for an unknown email is published under the address, and tells no email', async () => {
    const { email } = newcomer();
    await signIn(email, 'wrong password', { address: 'strangers-address' });
    const [event] = await users.eventsOf('strangers-address');
    expect(event).toMatchObject({ type: 'sign-in.failed', data: { user: null } });
    expect(JSON.stringify(event)).not.toContain(email);
  });

  test('after 10 failures an account is closed for the window, from any address and for the right password too', async () => {
    const { input } = await registerSomebody(users);
    for (let failures = 0; failures < 10; failures++)
      expect((await signIn(input.email, 'wrong password')).userErrors[0].code).toBe('INVALID_CREDENTIALS');
    expect((await signIn(input.email, password)).userErrors).toEqual([
      { code: 'TOO_MANY_ATTEMPTS', message: expect.any(String), field: null },
    ]);
    now = new Date(now.getTime() + 15 * 60 * 1000);
    expect((await signIn(input.email, password)).session).not.toBeNull();
  });

  test('an email without an account is closed alike', async () => {
    const { email } = newcomer();
    for (let failures = 0; failures < 10; failures++) await signIn(email, 'wrong password');
    expect((await signIn(email, 'wrong password')).userErrors[0].code).toBe('TOO_MANY_ATTEMPTS');
  });

  test('many guesses at once get no further than one after the other', async () => {
    const { input } = await registerSomebody(users);
    const answers = await Promise.all(Array.from({ length: 25 }, () => signIn(input.email, 'wrong password')));
    const codes = answers.map((answer) => answer.userErrors[0].code);
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(10);
    expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(15);
  });

  test('signing in gives the account its attempts back', async () => {
    const { input } = await registerSomebody(users);
    for (let round = 0; round < 3; round++) {
      for (let failures = 0; failures < 5; failures++) await signIn(input.email, 'wrong password');
      expect((await signIn(input.email, password)).session).not.toBeNull();
    }
  });

  test('after 100 failures an address is closed for every account, and other addresses are not', async () => {
    const { input } = await registerSomebody(users);
    const who = { address: 'guessers-address' };
    const failures = await Promise.all(
      Array.from({ length: 100 }, (_, index) => signIn(`demo-${index}@example.org`, 'wrong password', who)),
    );
    for (const answer of failures) expect(answer.userErrors[0].code).toBe('INVALID_CREDENTIALS');
    expect((await signIn(input.email, password, who)).userErrors[0].code).toBe('TOO_MANY_ATTEMPTS');
    expect((await signIn(input.email, password)).session).not.toBeNull();
  });

  test('successes use up no attempts of an address that many people share', async () => {
    const { input } = await registerSomebody(users);
    const who = { address: 'office-address' };
    for (let round = 0; round < 12; round++) await signIn(input.email, password, who);
    const [row] = await users.sql('SELECT attempts FROM sign_in_throttle WHERE key = $1', ['address:office-address']);
    expect(row!.attempts).toBe(0);
  });

  test('two copies of the process count together and sign with one key', async () => {
    const other = await startCopy(users.database.url, { now: () => now });
    try {
      const { input } = await registerSomebody(users);
      for (let failures = 0; failures < 5; failures++) {
        await signIn(input.email, 'wrong password');
        await signIn(input.email, 'wrong password', {}, other);
      }
      for (const copy of [users, other])
        expect((await signIn(input.email, password, {}, copy)).userErrors[0].code).toBe('TOO_MANY_ATTEMPTS');
      const keySets = await Promise.all(
        [users, other].map(async ({ url }) => (await fetch(`${url}/.well-known/jwks.json`)).json()),
      );
      expect(keySets[0]).toEqual(keySets[1]);
    } finally {
      await other.close();
    }
  });

  test('a restricted account signs in: it may read', async () => {
    const { id, input } = await registerSomebody(users);
    await users.sql("UPDATE account SET status = 'FRAUDULENT' WHERE id = $1", [id]);
    expect((await signIn(input.email, password)).session.user).toEqual({ id, status: 'FRAUDULENT' });
  });
});
