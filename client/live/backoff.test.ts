import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Backoff } from './backoff.ts';

describe('backoff', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });
  const never = new AbortController().signal;

  /** How long a wait takes, in milliseconds. */
  const timed = async (backoff: Backoff): Promise<number> => {
    const began = Date.now();
    const waited = backoff.wait(never);
    await jest.runAllTimersAsync();
    await waited;
    return Date.now() - began;
  };

  test('doubles its bound up to the most, and begins anew after a success', async () => {
    const backoff = new Backoff({ firstMs: 100, mostMs: 350 });
    expect([await timed(backoff), await timed(backoff), await timed(backoff), await timed(backoff)]).toEqual([
      50, 100, 175, 175,
    ]);
    backoff.succeeded();
    expect(await timed(backoff)).toBe(50);
  });

  test('is random within its bound', async () => {
    const backoff = new Backoff({ firstMs: 100, mostMs: 100 });
    jest.spyOn(Math, 'random').mockReturnValue(0.9);
    expect(await timed(backoff)).toBe(90);
    jest.spyOn(Math, 'random').mockReturnValue(0);
    expect(await timed(backoff)).toBe(0);
  });

  test('makes all who wait at once wait for the same moment, as one failure', async () => {
    const backoff = new Backoff({ firstMs: 100, mostMs: 1_000 });
    await Promise.all([timed(backoff), timed(backoff), timed(backoff)]);
    expect(await timed(backoff)).toBe(100);
  });

  test('is left at once by who is stopped', async () => {
    const backoff = new Backoff({ firstMs: 100_000, mostMs: 100_000 });
    const stop = new AbortController();
    const waited = backoff.wait(stop.signal);
    stop.abort();
    await waited;
    await backoff.wait(stop.signal);
  });
});
