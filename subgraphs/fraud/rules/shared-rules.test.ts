import { describe, expect, test } from '@jest/globals';
import { start } from '../fixtures/facts.ts';
import { deviceFarm } from './device-farm.ts';
import { lockstepGroup, lockstepPair } from './lockstep.ts';
import { profileAfterSignIn } from './profile-after-sign-in.ts';
import { type SignInAttempt, takeover } from './takeover.ts';

describe('device farms', () => {
  const thresholds = { accounts: 4, windowMs: 1_000 };
  const registrations = (...times: number[]) => times.map((time, i) => ({ user: `user ${i}`, atMs: start + time }));
  test('are so many accounts of one device within a time, both ends included, and name each of them', () => {
    const found = deviceFarm(registrations(0, 1, 2, 1_000), thresholds);
    expect(found.map(({ user }) => user)).toEqual(['user 0', 'user 1', 'user 2', 'user 3']);
    expect(deviceFarm(registrations(0, 1, 2, 1_001), thresholds)).toEqual([]);
    expect(deviceFarm(registrations(0, 1, 2), thresholds)).toEqual([]);
  });
  test('name accounts that join later, and leave out those long before', () => {
    const found = deviceFarm(registrations(-5_000, 0, 1, 2, 3, 900, 5_000), thresholds);
    expect(found.map(({ user }) => user)).toEqual(['user 1', 'user 2', 'user 3', 'user 4', 'user 5']);
  });
});

describe('takeover', () => {
  const thresholds = { tiers: [{ failures: 3, windowMs: 1_000 }] };
  const attempt = (atMs: number, user: string | null, failed: boolean): SignInAttempt => ({ atMs, user, failed });
  const failures = [attempt(0, 'a', true), attempt(1, null, true), attempt(2, 'victim', true)];
  test('is a success after so many different accounts failed; proven where that account failed itself', () => {
    expect(takeover([...failures, attempt(1_000, 'victim', false)], thresholds)).toMatchObject([
      { user: 'victim', proven: true, evidence: { fromMs: 0, atMs: 1_000 } },
    ]);
    expect(takeover([...failures, attempt(1_000, 'neighbour', false)], thresholds)).toMatchObject([
      { user: 'neighbour', proven: false },
    ]);
  });
  test('is not a success after fewer, after the window, or before', () => {
    expect(takeover([...failures, attempt(1_001, 'victim', false)], thresholds)).toEqual([]);
    expect(takeover([...failures.slice(1), attempt(3, 'victim', false)], thresholds)).toEqual([]);
    expect(takeover([attempt(-1, 'victim', false), ...failures], thresholds)).toEqual([]);
  });
  test('is not somebody who mistypes a password again and again', () => {
    const mistyped = Array.from({ length: 50 }, (_, i) => attempt(i, 'victim', true));
    expect(takeover([...mistyped, attempt(60, 'victim', false)], thresholds)).toEqual([]);
  });
});

describe('a profile changed after a suspicious sign-in', () => {
  const thresholds = { windowMs: 1_000 };
  const change = (...times: number[]) => times.map((atMs) => ({ atMs, fields: ['bio', 'photoUrl'] }));
  const never = Number.NEGATIVE_INFINITY;
  test('is one so soon after it, both ends included', () => {
    expect(profileAfterSignIn([0], change(1_000), thresholds, never)).toEqual({
      fromMs: 0,
      atMs: 1_000,
      detail: 'Changed bio, photoUrl of the profile 1 s after a suspicious sign-in.',
    });
    expect(profileAfterSignIn([0], change(0), thresholds, never)).toMatchObject({ atMs: 0 });
    expect(profileAfterSignIn([0], change(1_001), thresholds, never)).toBeNull();
    expect(profileAfterSignIn([1], change(0), thresholds, never)).toBeNull();
  });
  test('goes by the last sign-in before it, and passes over what a reviewer cleared', () => {
    expect(profileAfterSignIn([0, 1_500], change(-5, 2_000), thresholds, never)).toMatchObject({ fromMs: 1_500 });
    expect(profileAfterSignIn([0], change(10, 20), thresholds, 10)).toMatchObject({ atMs: 20 });
    expect(profileAfterSignIn([0], change(10, 20), thresholds, 20)).toBeNull();
  });
});

describe('lockstep', () => {
  const thresholds = { targets: 3, members: 3, windowMs: 100, keptMs: 1_000 };
  const coincidences = (...pairs: [number, number][]) => pairs.map(([target, atMs]) => ({ target, atMs }));
  test('links two accounts by so many distinct people within a time', () => {
    expect(lockstepPair(coincidences([1, 0], [2, 10], [3, 1_000]), thresholds)).toEqual({ fromMs: 0, atMs: 1_000 });
    expect(lockstepPair(coincidences([1, 0], [2, 10], [3, 1_001]), thresholds)).toBeNull();
    expect(lockstepPair(coincidences([1, 0], [2, 10], [2, 20], [1, 30]), thresholds)).toBeNull();
  });
  test('a group is of accounts with enough links each; a chain is none', () => {
    const links = (...pairs: [number, number][]) => {
      const map = new Map<number, Set<number>>();
      for (const [a, b] of pairs) {
        map.set(a, (map.get(a) ?? new Set()).add(b));
        map.set(b, (map.get(b) ?? new Set()).add(a));
      }
      return map;
    };
    const triangle = links([1, 2], [2, 3], [1, 3], [3, 4]);
    expect([...lockstepGroup(triangle, 1, thresholds)].sort()).toEqual([1, 2, 3]);
    expect(lockstepGroup(triangle, 4, thresholds)).toEqual([]);
    expect(lockstepGroup(links([1, 2]), 1, thresholds)).toEqual([]);
  });
});
