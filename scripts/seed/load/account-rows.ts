import { hash } from '@node-rs/argon2';
import { searchKey } from '../../../subgraphs/users/accounts/search-key.ts';
import { demoPassword, type Person } from '../population/people.ts';
import type { Population } from '../population/population.ts';
import { copyRows, type Value } from './copy-rows.ts';

/** The columns of `account` in the users database, and of its projection in the activity database. */
const usersColumns = [
  'id',
  'status',
  'email',
  'password_hash',
  'handle',
  'handle_key',
  'name',
  'birth_date',
  'city',
  'city_key',
  'bio',
  'interests',
  'interest_keys',
  'scopes',
  'joined_at',
];
const activityColumns = ['id', 'status', 'status_offset', 'status_at'];
/** Below every offset, so that whatever the log says of the account replaces the loaded row. */
const loadedOffset = -1;

/**
 * Loads everybody's account, ACTIVE: whom the fraud service finds, it finds itself. All have one password and one hash
 * of it: a hash of each would take an hour for 100,000 people.
 */
export async function loadAccounts(
  population: Population,
  urls: { users: string; activity: string },
  onRows: (rows: number) => void,
): Promise<void> {
  const passwordHash = await sharedPasswordHash();
  const users = await copyRows(urls.users, 'account', usersColumns);
  const activity = await copyRows(urls.activity, 'account', activityColumns);
  try {
    for (let index = 0; index < population.world.users; index++) {
      const person = population.person(index);
      await users.add(accountRow(person, passwordHash));
      await activity.add([person.id, 'ACTIVE', loadedOffset, new Date(person.joinedAt).toISOString()]);
      if (index % 1000 === 0) onRows(index);
    }
    await users.end();
    await activity.end();
  } catch (error) {
    await Promise.all([users.cancel(), activity.cancel()]);
    throw error;
  }
}

function accountRow(person: Person, passwordHash: string): readonly Value[] {
  return [
    person.id,
    'ACTIVE',
    person.email,
    passwordHash,
    person.handle,
    searchKey(person.handle),
    person.name,
    person.birthDate,
    person.city,
    searchKey(person.city),
    person.bio,
    person.interests,
    person.interests.map(searchKey),
    person.scopes,
    new Date(person.joinedAt).toISOString(),
  ];
}

/** With the parameters of subgraphs/users/sign-in/password.ts, and a fixed salt, so that the same rows come again. */
function sharedPasswordHash(): Promise<string> {
  const salt = Buffer.from('kith-demo-salt-1');
  return hash(demoPassword, { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, salt });
}
