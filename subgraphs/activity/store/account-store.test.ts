import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import { userStatusChanged } from '../../../events/user-status-changed.ts';
import type { ReceivedEvent } from '../../../platform/log/event-consumer.ts';
import { toAccountRows } from '../accounts/account-statuses.ts';
import type { AccountStatus } from '../model.ts';
import { type ActivityFixture, createActivityFixture } from '../test/activity-fixture.ts';

let activity: ActivityFixture;
beforeAll(async () => {
  activity = await createActivityFixture();
});
afterAll(() => activity.close());

const nobody = { actor: null, device: null, address: null, client: null, trace: null };
const startMs = Date.parse('2026-11-05T18:00:00.000Z');

/** The log's view of an account: one event an offset, a second apart. */
const history = (id: string, statuses: readonly AccountStatus[]): ReceivedEvent[] =>
  statuses.map((status, offset) => ({
    topic: 'users.status',
    partition: 0,
    offset,
    envelope: userStatusChanged.create(
      { user: { id }, status },
      { ...nobody, time: new Date(startMs + offset * 1000) },
    ),
  }));
const project = (events: readonly ReceivedEvent[]) => activity.store.accounts.project(toAccountRows(events));
const statusOf = async (id: string): Promise<AccountStatus | undefined> =>
  (await activity.pool.query('SELECT status FROM account WHERE id = $1', [id])).rows[0]?.status;

const status = fc.constantFrom<AccountStatus>('ACTIVE', 'FRAUDULENT', 'SUSPENDED');

describe('the projection of account statuses', () => {
  test('ends in the last status, however batches are cut, repeated and come late', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(status, { minLength: 1, maxLength: 8 }),
        fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 6 }),
        async (statuses, late) => {
          const id = uuidv7();
          const events = history(id, statuses);
          await project(events);
          // A redelivery, or what a consumer still held when its partition was given away: any slice, at any time.
          for (const [from, length] of late) await project(events.slice(from, from + length));
          expect(await statusOf(id)).toBe(statuses.at(-1));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('is not misled by an old event that was published once more after the last', async () => {
    const id = uuidv7();
    const [first, last] = history(id, ['FRAUDULENT', 'ACTIVE']);
    const again = { ...first!, offset: 2 };
    await project([first!, last!]);
    await project([again]);
    expect(await statusOf(id)).toBe('ACTIVE');
    expect(toAccountRows([first!, last!, again])).toEqual(toAccountRows([last!]));
  });

  test('takes what a log that replaced the old one says, though its offsets begin again', async () => {
    const id = uuidv7();
    await project(history(id, ['ACTIVE', 'SUSPENDED', 'ACTIVE']));
    const [first] = history(id, ['FRAUDULENT']);
    const later = { ...first!.envelope, time: '2026-11-06T00:00:00.000Z' };
    await project([{ ...first!, offset: 0, envelope: later }]);
    expect(await statusOf(id)).toBe('FRAUDULENT');
  });

  test('never brings a deleted account back', async () => {
    const id = uuidv7();
    await project(history(id, ['ACTIVE', 'DELETED']));
    await project(history(id, ['ACTIVE', 'ACTIVE', 'ACTIVE', 'ACTIVE']));
    expect(await statusOf(id)).toBe('DELETED');
    const inOneBatch = history(uuidv7(), ['ACTIVE', 'DELETED', 'ACTIVE']);
    expect(toAccountRows(inOneBatch).map((row) => row.status)).toEqual(['DELETED']);
  });

  test('passes over what it does not know on its topic', async () => {
    const [event] = history(uuidv7(), ['ACTIVE']);
    const unknown = { ...event!, envelope: { ...event!.envelope, type: 'user.something-new' } };
    expect(toAccountRows([unknown])).toEqual([]);
  });
});
