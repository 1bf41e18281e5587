import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Identity } from '../../../platform/identity/identity.ts';
import { registerSomebody, startTestUsers, type TestUsers } from '../test/start-test-users.ts';

let users: TestUsers;
beforeAll(async () => {
  users = await startTestUsers();
});
afterAll(() => users.close());

const mutation = `mutation ($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    user { id name city bio interests photoUrl }
    userErrors { code field }
  }
}`;
const update = async (input: object, who: Partial<Identity>) =>
  (await users.ask(mutation, { input }, who)).data.updateProfile;
const changes = async (id: string) =>
  (await users.eventsOf(id)).filter((event) => event.type === 'user.profile-changed').map((event) => event.data.fields);

describe('updateProfile', () => {
  test('changes what is given, leaves the rest, and is readable at once', async () => {
    const { id, identity } = await registerSomebody(users);
    const profile = { bio: 'Two lines:\n👩‍🚀', interests: ['Hiking', 'jazz'], photoUrl: 'https://example.org/a.jpg' };
    const { user, userErrors } = await update(profile, identity);
    expect(userErrors).toEqual([]);
    expect(user).toEqual({ id, name: 'Demo Person', city: 'Bern', ...profile });
    expect((await update({ name: ' New Name ' }, identity)).user).toEqual({ ...user, name: 'New Name' });
    const { data } = await users.ask('{ me { id name city bio interests photoUrl } }', {}, identity);
    expect(data.me).toEqual({ ...user, name: 'New Name' });
  });

  test('publishes which fields changed, and no values; what stays as it was is no change', async () => {
    const { id, identity } = await registerSomebody(users);
    await update({ name: 'Demo Person', city: 'Geneva', bio: 'secret plans' }, identity);
    await update({ city: 'Geneva' }, identity);
    await update({}, identity);
    expect(await changes(id)).toEqual([['city', 'bio']]);
    expect(JSON.stringify(await users.eventsOf(id))).not.toContain('secret plans');
  });

  test('null clears what may be empty and is refused where it may not', async () => {
    const { identity } = await registerSomebody(users);
    await update({ bio: 'x', interests: ['x'], photoUrl: 'https://example.org' }, identity);
    expect((await update({ bio: null, interests: null, photoUrl: null }, identity)).user).toMatchObject({
      bio: null,
      interests: [],
      photoUrl: null,
    });
    expect((await update({ name: null, city: null }, identity)).userErrors).toEqual([
      { code: 'INVALID_INPUT', field: ['input', 'name'] },
      { code: 'INVALID_INPUT', field: ['input', 'city'] },
    ]);
  });

  test('reports all mistakes at once and changes nothing', async () => {
    const { id, identity } = await registerSomebody(users);
    const { user, userErrors } = await update(
      {
        name: '',
        city: 'Geneva',
        bio: 'x'.repeat(501),
        interests: ['fine', ' ', 'x'.repeat(41)],
        photoUrl: 'javascript:alert(1)',
      },
      identity,
    );
    expect(user).toBeNull();
    expect(userErrors.map((error: { field: string[] }) => error.field.join('.'))).toEqual([
      'input.name',
      'input.bio',
      'input.interests.1',
      'input.interests.2',
      'input.photoUrl',
    ]);
    expect((await users.ask('{ me { city } }', {}, identity)).data.me.city).toBe('Bern');
    expect(await changes(id)).toEqual([]);
  });

  test('takes 500 characters of bio however many bytes they have, and 20 interests', async () => {
    const { identity } = await registerSomebody(users);
    const bio = '🦊'.repeat(500);
    const interests = Array.from({ length: 20 }, (_, index) => `interest ${index}`);
    expect((await update({ bio, interests }, identity)).user).toMatchObject({ bio, interests });
    expect((await update({ interests: [...interests, 'one more'] }, identity)).userErrors).toEqual([
      { code: 'INVALID_INPUT', field: ['input', 'interests'] },
    ]);
  });

  test('an interest said twice, in whatever case, counts once', async () => {
    const { identity } = await registerSomebody(users);
    expect((await update({ interests: ['Jazz', 'jazz ', 'JAZZ'] }, identity)).user.interests).toEqual(['Jazz']);
  });

  test.each(['http://example.org/a.jpg', 'https://user:secret@example.org', 'https://', 'data:image/png;base64,AA=='])(
    'refuses %p as a photo’s address',
    async (photoUrl) => {
      const { identity } = await registerSomebody(users);
      expect((await update({ photoUrl }, identity)).userErrors).toEqual([
        { code: 'INVALID_INPUT', field: ['input', 'photoUrl'] },
      ]);
    },
  );

  test.each(['FRAUDULENT', 'SUSPENDED'])('is refused to a %s account as data', async (status) => {
    const { id, identity } = await registerSomebody(users);
    await users.sql('UPDATE account SET status = $2::"AccountStatus" WHERE id = $1', [id, status]);
    expect(await update({ name: 'Other' }, identity)).toEqual({
      user: null,
      userErrors: [{ code: 'ACCOUNT_RESTRICTED', field: null }],
    });
    expect(await changes(id)).toEqual([]);
  });

  test('without an identity it is UNAUTHENTICATED', async () => {
    const answer = await users.ask(mutation, { input: {} });
    expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
