import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AccountStatus } from '../model.ts';
import { type DecidedAccount, type Decision, foldDecisions } from './fold-decisions.ts';

const decision = (minute: number, action: Decision['action'], accountId = 'a'): Decision => ({
  accountId,
  eventId: `event-${String(minute).padStart(4, '0')}`,
  decidedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)),
  action,
  trace: null,
});
const account = (status: AccountStatus, last: Decision | null = null): ReadonlyMap<string, DecidedAccount> =>
  new Map([['a', { status, last }]]);

describe('decisions', () => {
  test('RESTRICT makes an active account FRAUDULENT, RELEASE makes it ACTIVE again', () => {
    expect(foldDecisions(account('ACTIVE'), [decision(1, 'RESTRICT')])[0]?.statusChange).toBe('FRAUDULENT');
    expect(foldDecisions(account('FRAUDULENT'), [decision(1, 'RELEASE')])[0]?.statusChange).toBe('ACTIVE');
  });

  test.each<AccountStatus>(['SUSPENDED', 'DELETED'])('neither changes a %s account', (status) => {
    for (const action of ['RESTRICT', 'RELEASE'] as const)
      expect(foldDecisions(account(status), [decision(1, action)])[0]?.statusChange).toBeNull();
  });

  test('what was applied already, and what is older, has no outcome', () => {
    const applied = account('ACTIVE', decision(5, 'RELEASE'));
    expect(foldDecisions(applied, [decision(5, 'RELEASE'), decision(4, 'RESTRICT')])).toEqual([]);
  });

  test('an unknown account has no outcome', () => {
    expect(foldDecisions(account('ACTIVE'), [decision(1, 'RESTRICT', 'nobody')])).toEqual([]);
  });

  test('in any order, with any repetition and in any batches the outcome is that of the latest', () => {
    const minutes = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(minutes, fc.integer({ min: 1, max: 5 }), (order, batchSize) => {
        // Whether a minute restricts or releases is fixed, so that a repetition is the same event again.
        const decisions = order.map((minute) => decision(minute, minute % 3 === 0 ? 'RESTRICT' : 'RELEASE'));
        let state: DecidedAccount = { status: 'ACTIVE', last: null };
        for (let index = 0; index < decisions.length; index += batchSize) {
          const outcomes = foldDecisions(new Map([['a', state]]), decisions.slice(index, index + batchSize));
          for (const outcome of outcomes)
            state = { status: outcome.statusChange ?? state.status, last: outcome.decision };
        }
        const latest = Math.max(...order);
        expect(state.status).toBe(latest % 3 === 0 ? 'FRAUDULENT' : 'ACTIVE');
      }),
    );
  });
});
