import { expect, test } from '@jest/globals';
import { createRebuilds } from './rebuilds.ts';

/** Whether a promise has settled by now, asked when everything that could run has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

test('whoever waits goes on when every rebuild under way has ended, badly too', async () => {
  const rebuilds = createRebuilds();
  expect(await isSettled(rebuilds.ended())).toBe(true);
  let end = (): void => {};
  rebuilds.add(Promise.reject(new Error('the log is down')));
  rebuilds.add(
    new Promise<void>((resolve) => {
      end = resolve;
    }),
  );
  const waiting = rebuilds.ended();
  expect(await isSettled(waiting)).toBe(false);
  end();
  expect(await isSettled(waiting)).toBe(true);
});

test('nobody waits after the end', async () => {
  const rebuilds = createRebuilds();
  rebuilds.add(new Promise(() => {}));
  const waiting = rebuilds.ended();
  expect(await isSettled(waiting)).toBe(false);
  rebuilds.close();
  expect(await isSettled(waiting)).toBe(true);
  expect(await isSettled(rebuilds.ended())).toBe(true);
});
