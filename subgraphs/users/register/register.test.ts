import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  newcomer,
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

const register = async (input: Record<string, unknown>, who = {}) =>
  (await users.ask(registerMutation, { input }, who)).data.register;
const codes = (payload: { userErrors: { code: string; field: string[] }[] }) =>
  payload.userErrors.map((error) => `${error.code} ${error.field?.join('.')}`);

describe('register', () => {
  test('makes an active account with a session that shows it', async () => {
    const { session, userErrors } = await register(newcomer({ handle: 'Demo_First' }));
    expect(userErrors).toEqual([]);
    expect(session.user).toEqual({ id: expect.any(String), handle: 'Demo_First', status: 'ACTIVE' });
  });

  test('publishes who registered and that the account is active, without email, password or birth date', async () => {
    const device = 'device-hash';
    const input = newcomer();
    const { session } = await register(input, { device, address: 'address-hash', client: 'demo-client' });
    const events = await users.eventsOf(session.user.id);
    expect(events.map((event) => [event.topic, event.type])).toEqual([
      ['users.changed', 'user.registered'],
      ['users.status', 'user.status-changed'],
    ]);
    expect(events[0]).toMatchObject({ actor: session.user.id, device, address: 'address-hash', client: 'demo-client' });
    expect(events[1]!.data).toEqual({ user: { id: session.user.id }, status: 'ACTIVE' });
    const text = JSON.stringify(events);
    for (const secret of [input.email, input.password, input.birthDate]) expect(text).not.toContain(secret);
  });

  test('takes the moment the account came to be as the event’s time', async () => {
    const { id } = await registerSomebody(users);
    const [account] = await users.sql<{ joined_at: Date }>('SELECT joined_at FROM account WHERE id = $1', [id]);
    expect((await users.eventsOf(id))[0]!.time).toBe(account!.joined_at.toISOString());
  });

  test('reports all mistakes at once, each with its field', async () => {
    const { input: taken } = await registerSomebody(users);
    const payload = await register({
      email: 'no address',
      password: 'short',
      handle: taken.handle.toUpperCase(),
      name: ' ',
      birthDate: '2020-01-01',
      city: 'x'.repeat(81),
    });
    expect(payload.session).toBeNull();
    expect(codes(payload).sort()).toEqual([
      'HANDLE_TAKEN input.handle',
      'INVALID_INPUT input.birthDate',
      'INVALID_INPUT input.city',
      'INVALID_INPUT input.email',
      'INVALID_INPUT input.name',
      'INVALID_INPUT input.password',
    ]);
  });

  test('an email and a handle are unique without regard to case, and both are told', async () => {
    const { input } = await registerSomebody(users);
    const payload = await register(
      newcomer({ email: ` ${input.email.toUpperCase()} `, handle: input.handle.toUpperCase() }),
    );
    expect(codes(payload)).toEqual(['EMAIL_TAKEN input.email', 'HANDLE_TAKEN input.handle']);
  });

  test('of many who want one handle at once exactly one gets it', async () => {
    const { handle } = newcomer();
    const payloads = await Promise.all([1, 2, 3, 4, 5].map(() => register(newcomer({ handle }))));
    expect(payloads.filter((payload) => payload.session)).toHaveLength(1);
    for (const payload of payloads.filter((payload) => !payload.session))
      expect(codes(payload)).toEqual(['HANDLE_TAKEN input.handle']);
  });

  test('of many who want one email at once exactly one gets it', async () => {
    const { email } = newcomer();
    const payloads = await Promise.all([1, 2, 3, 4, 5].map(() => register(newcomer({ email }))));
    expect(payloads.filter((payload) => payload.session)).toHaveLength(1);
    for (const payload of payloads.filter((payload) => !payload.session))
      expect(codes(payload)).toEqual(['EMAIL_TAKEN input.email']);
  });

  test.each(['', 'ab', 'a'.repeat(31), 'a b', 'añb', 'a\u0000b', "'; drop table account; --"])(
    'refuses the handle %p',
    async (handle) => {
      expect(codes(await register(newcomer({ handle })))).toEqual(['INVALID_INPUT input.handle']);
    },
  );

  test.each([
    'a@b',
    '@example.org',
    'a@example..org',
    'a b@example.org',
    `${'a'.repeat(250)}@example.org`,
    'a\u0000@b.c',
  ])('refuses the email %p', async (email) => {
    expect(codes(await register(newcomer({ email })))).toEqual(['INVALID_INPUT input.email']);
  });

  test('text that looks like SQL, markup or a surrogate pair is data', async () => {
    const name = `Robert'); DROP TABLE account; --<b>&"👩‍🚀`;
    const { id } = await registerSomebody(users, { name, city: 'Örebro' });
    const { data } = await users.ask('query ($id: ID!) { user(id: $id) { name city } }', { id });
    expect(data.user).toEqual({ name, city: 'Örebro' });
  });

  test('a name with a NUL or half a surrogate pair, which no database text can hold, is an invalid input', async () => {
    for (const name of ['a\u0000b', 'a\ud800b'])
      expect(codes(await register(newcomer({ name })))).toEqual(['INVALID_INPUT input.name']);
  });

  test('who turns 18 today may register, who does tomorrow may not', async () => {
    const today = new Date();
    const tomorrow = new Date(today.getTime() + 24 * 60 * 60 * 1000);
    const eighteenYearsBefore = (day: Date) =>
      `${day.getUTCFullYear() - 18}${day.toISOString().slice(4, 10)}`.replace('-02-29', '-03-01');
    expect(codes(await register(newcomer({ birthDate: eighteenYearsBefore(tomorrow) })))).toEqual([
      'INVALID_INPUT input.birthDate',
    ]);
    expect((await register(newcomer({ birthDate: eighteenYearsBefore(today) }))).session).not.toBeNull();
  });

  test('a birth date that is no day is a bad request', async () => {
    const answer = await users.ask(registerMutation, { input: newcomer({ birthDate: '1990-02-30' }) });
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('stores passwords as argon2id only', async () => {
    const { id, input } = await registerSomebody(users);
    const [row] = await users.sql('SELECT account::text AS all, password_hash FROM account WHERE id = $1', [id]);
    expect(row!.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(row!.all).not.toContain(input.password);
  });

  test('30 registrations at once all succeed', async () => {
    const payloads = await Promise.all(Array.from({ length: 30 }, () => register(newcomer(), { address: 'office' })));
    expect(payloads.filter((payload) => payload.session)).toHaveLength(30);
  });
});
