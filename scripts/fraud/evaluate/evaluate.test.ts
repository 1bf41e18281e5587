import { describe, expect, test } from '@jest/globals';
import { rulesInForce } from '../../../subgraphs/fraud/fixtures/rules.ts';
import { createScene, isBadRole, type Mode } from './scene.ts';
import { interval, median } from './statistics.ts';
import { watchScene } from './watch-scene.ts';

/** Small, so that it takes seconds; `npm run fraud -- evaluate` is the real thing. A seed that nothing was tuned on. */
const people = { users: 1_500, seed: 4711 };

describe.each(['plain', 'evasive'] as const)('on a labelled population, %s', (mode: Mode) => {
  const scene = createScene({ ...people, mode });
  const outcomes = watchScene(createScene({ ...people, mode }), rulesInForce());

  test('somebody of every bad kind is caught, and nearly everybody', () => {
    const caught = new Map<string, boolean[]>();
    for (const id of scene.beganMs.keys()) {
      const kind = scene.roles.get(id)!;
      caught.set(kind, [...(caught.get(kind) ?? []), (outcomes.get(id)?.caughtMs ?? Infinity) < Infinity]);
    }
    expect(caught.size).toBe(8);
    for (const [kind, all] of caught) expect({ kind, caught: all.includes(true) }).toEqual({ kind, caught: true });
    const all = [...caught.values()].flat();
    expect(all.filter(Boolean).length / all.length).toBeGreaterThan(0.85);
  });

  test('nobody honest is restricted, nor anybody for speed alone', () => {
    for (const [id, { restrictedMs, findings }] of outcomes) {
      if (restrictedMs === Infinity) continue;
      expect(isBadRole(scene.roles.get(id)!)).toBe(true);
      const rules = findings.filter(({ action }) => action === 'RESTRICT').map(({ rule }) => rule);
      expect(['founding', 'farmingProven', 'lockstep', 'takeover']).toEqual(expect.arrayContaining(rules));
    }
  });

  test('the enthusiastic newcomer with 99 of each stays in', () => {
    const newcomers = [...scene.roles].filter(([, role]) => role === 'newcomer').map(([id]) => id);
    expect(newcomers.length).toBeGreaterThan(0);
    for (const id of newcomers) expect(outcomes.get(id)?.restrictedMs ?? Infinity).toBe(Infinity);
  });
});

test('the same seed makes the same scene, and another seed another', () => {
  const first = (seed: number) => [...createScene({ users: 200, seed, mode: 'evasive' }).days()].flat().slice(0, 500);
  expect(first(1)).toEqual(first(1));
  expect(first(1)).not.toEqual(first(2));
});

test('an interval is the mean with what 95 of 100 means lie within', () => {
  expect(interval([1, 1, 1])).toBe('1.000 ± 0.000');
  expect(interval([0.9, 1, 1.1])).toBe('1.000 ± 0.248');
  expect(interval([0.5])).toBe('0.500');
  expect(median([3, 1, 2])).toBe(2);
});
