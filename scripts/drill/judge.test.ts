import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMigratedDatabase, type TestDatabase } from '../../tests/support/database.ts';
import { withClient } from '../start/databases.ts';
import { judge } from './judge.ts';
import type { Traffic } from './traffic.ts';

const recipient = '01890000-0000-7000-8000-000000000001';
const visitor = '01890000-0000-7000-8000-000000000002';
const idOf = (number: number): string => `01890000-0000-7000-8000-0000000001${String(number).padStart(2, '0')}`;

let database: TestDatabase;

beforeAll(async () => {
  database = await createMigratedDatabase('activity');
  await withClient(database.url, async (client) => {
    for (const number of [1, 2, 3, 4])
      await client.query('INSERT INTO visit (id, visitor_id, visited_id, at) VALUES ($1, $2, $3, $4)', [
        idOf(number),
        visitor,
        recipient,
        new Date(number * 1000),
      ]);
  });
});
afterAll(() => database.drop());

function traffic(acknowledged: number[], seen: number[]): Traffic {
  const known = (number: number) => ({ key: recipient, id: idOf(number) });
  const person = { id: recipient, token: '' };
  return {
    acknowledged: acknowledged.map(known),
    recipients: [person],
    live: [{ person, seen: seen.map(known), gaps: () => 0 }],
  } as unknown as Traffic;
}

const findings = async (acknowledged: number[], seen: number[]): Promise<string[]> =>
  (await judge(traffic(acknowledged, seen), database.url)).findings.map(
    ({ wrong, observer, id }) => `${wrong} ${Number(id.slice(-2))} ${observer.split(' ')[0]}`,
  );

test('nothing is found where all that was acknowledged is stored and shown, and what was stored untold is shown too', async () => {
  expect(await findings([1, 2, 4], [1, 2, 3, 4])).toEqual([]);
  expect((await judge(traffic([1, 2, 4], [1, 2, 3, 4]), database.url)).storedUnacknowledged).toBe(1);
});

test('an acknowledged visit that is not stored, and one that a listener was not shown, are lost', async () => {
  expect(await findings([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])).toEqual(['lost 5 database']);
  expect(await findings([1, 2, 3, 4], [1, 2, 4])).toEqual(['lost 3 listener']);
});

test('a stored visit that no client was told of must be shown too, once', async () => {
  expect(await findings([1, 2, 4], [1, 2, 4])).toEqual(['lost 3 listener']);
  expect(await findings([1, 2, 4], [1, 3, 2, 3, 4])).toEqual(['repeated 3 listener']);
});

test('what comes twice, out of order, or from nowhere is found', async () => {
  expect(await findings([1, 2, 3, 4], [1, 2, 2, 3, 4])).toEqual(['repeated 2 listener']);
  expect(await findings([1, 2, 3, 4], [1, 3, 2, 4])).toEqual(['swapped 2 listener']);
  expect(await findings([1, 2, 3, 4], [1, 2, 3, 4, 9])).toEqual(['foreign 9 listener']);
});
