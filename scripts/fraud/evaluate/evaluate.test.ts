import { describe, expect, test } from '@jest/globals';
import { rulesInForce } from '../../../subgraphs/fraud/fixtures/rules.ts';
import { judgeSeed } from './judge-seed.ts';
import { report } from './report.ts';
import { createScene, isBadRole, type Mode } from './scene.ts';
import { duration, interval, median } from './statistics.ts';
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

test('a time is told in the unit that a person would use', () => {
  expect([1.44, 27.4, 1_200, 24_120].map(duration)).toEqual(['1.4 s', '27 s', '20 min', '6.7 h']);
});

test('a report has every kind, the rules made for it, and both baselines, over the seeds', () => {
  const options = { mode: 'plain', users: 300 } as const;
  const seeds = [7, 8];
  const results = seeds.map((seed) => judgeSeed({ ...options, seed }, rulesInForce()));
  const text = report({ ...options, seeds, results });
  const rows = text.split('\n').filter((line) => line.startsWith('| '));
  const kind = (name: string): string[] => rows.find((row) => row.startsWith(`| ${name} |`))!.split(' | ');
  for (const name of results[0]!.kinds.keys()) expect(kind(name)).toHaveLength(6);
  // What one seed found of a kind and what it says of the honest are of the same accounts.
  const { kinds, bad, badCaught, honest, honestCaught } = results[0]!;
  expect([...kinds.values()].reduce((sum, { accounts }) => sum + accounts, 0)).toBe(bad);
  expect([...kinds.values()].reduce((sum, { caught }) => sum + caught, 0)).toBe(badCaught);
  expect(bad + honest).toBe(300);
  expect([...results[0]!.honestCaughtByRole.values()].reduce((sum, count) => sum + count, 0)).toBe(honestCaught);
  expect(text).toContain('| recall |');
  expect(text).toMatch(/founding rule alone \| batch isolation forest/);
});
