import { expect, test } from '@jest/globals';
import { DeadlineError, within } from './deadline.ts';

test('what ends in time is as it was', async () => {
  expect(await within(60_000, 'Work', Promise.resolve(1))).toBe(1);
  await expect(within(60_000, 'Work', Promise.reject(new Error('bad')))).rejects.toThrow('bad');
});

test('what never ends is an error that says what it was', async () => {
  const never = within(1, 'Closing a client', new Promise(() => {}));
  await expect(never).rejects.toThrow('Closing a client: no end within 1 ms');
  await expect(never).rejects.toBeInstanceOf(DeadlineError);
});
