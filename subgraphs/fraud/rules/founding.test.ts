import { describe, expect, test } from '@jest/globals';
import { Detector } from '../detect/detector.ts';
import type { Fact } from '../detect/fact.ts';
import { actions, idOf, registered, start, suspect } from '../fixtures/facts.ts';
import { rulesInForce } from '../fixtures/rules.ts';

const windowMs = 600_000;
/** 99 of each, within the first three minutes. */
const nearly = [
  ...actions('visited', 99, { fromMs: start + 1_000 }),
  ...actions('liked', 99, { fromMs: start + 1_500 }),
];
const visit100 = (atMs: number) => actions('visited', 1, { fromMs: atMs, first: 100 });
const like100 = (atMs: number) => actions('liked', 1, { fromMs: atMs, first: 100 });

function fires(facts: readonly Fact[], registeredAtMs = start): boolean {
  const detector = new Detector(rulesInForce());
  for (const fact of [registered(registeredAtMs), ...facts]) detector.apply(fact);
  return detector.find().some(({ rule }) => rule === 'founding');
}

describe('the founding rule', () => {
  test('fires at 100 distinct people visited and 100 liked', () => {
    expect(fires([...nearly, ...visit100(start + 200_000), ...like100(start + 200_000)])).toBe(true);
  });

  test.each([
    ['99 visited and 100 liked', [...nearly, ...like100(start + 200_000)]],
    ['100 visited and 99 liked', [...nearly, ...visit100(start + 200_000)]],
    [
      '100 visits of 99 people',
      [...nearly, ...actions('visited', 1, { fromMs: start + 200_000 }), ...like100(start + 1)],
    ],
    [
      '100 likes of 99 people',
      [...nearly, ...visit100(start + 1), ...actions('liked', 1, { fromMs: start + 200_000 })],
    ],
    ['1,000 visited and nobody liked', actions('visited', 1_000, { fromMs: start, stepMs: 10 })],
  ])('is silent at %s', (_, facts) => {
    expect(fires(facts)).toBe(false);
  });

  test('counts what happens at the very registration and exactly ten minutes after it', () => {
    expect(fires([...nearly, ...visit100(start), ...like100(start + windowMs)])).toBe(true);
    expect(fires([...nearly, ...visit100(start + windowMs), ...like100(start)])).toBe(true);
  });

  test('does not count a millisecond before the registration or a millisecond after the ten minutes', () => {
    expect(fires([...nearly, ...visit100(start - 1), ...like100(start)])).toBe(false);
    expect(fires([...nearly, ...visit100(start), ...like100(start - 1)])).toBe(false);
    expect(fires([...nearly, ...visit100(start + windowMs + 1), ...like100(start)])).toBe(false);
    expect(fires([...nearly, ...visit100(start), ...like100(start + windowMs + 1)])).toBe(false);
  });

  test('counts a person who was visited outside the ten minutes and inside them', () => {
    expect(fires([...nearly, ...visit100(start - 1), ...visit100(start + windowMs), ...like100(start)])).toBe(true);
  });

  test('counts a person who was liked and then unliked', () => {
    const unlikes = actions('unliked', 99, { fromMs: start + 300_000 });
    expect(fires([...nearly, ...unlikes, ...visit100(start + 1), ...like100(start + 400_000)])).toBe(true);
  });

  test('does not take an unlike for a like', () => {
    expect(fires([...nearly, ...visit100(start), ...actions('unliked', 1, { fromMs: start, first: 100 })])).toBe(false);
  });

  test('fires when the registration is read after the activity', () => {
    const detector = new Detector(rulesInForce());
    for (const fact of [...nearly, ...visit100(start), ...like100(start)]) detector.apply(fact);
    expect(detector.find().filter(({ rule }) => rule === 'founding')).toEqual([]);
    detector.apply(registered(start));
    expect(detector.find().map(({ user, rule, evidence }) => ({ user, rule, evidence }))).toContainEqual({
      user: suspect,
      rule: 'founding',
      evidence: 'registration',
    });
  });

  test('is silent where the registration was long ago or is unknown', () => {
    const facts = [...nearly, ...visit100(start), ...like100(start)];
    expect(fires(facts, start - 30 * 24 * 3_600_000)).toBe(false);
    const detector = new Detector(rulesInForce());
    for (const fact of facts) detector.apply(fact);
    expect(detector.find().filter(({ rule }) => rule === 'founding')).toEqual([]);
  });

  test('ends its evidence with the event that filled both counts, and tells the numbers', () => {
    const detector = new Detector(rulesInForce());
    const facts = [...nearly, ...visit100(start), ...like100(start + 599_000)];
    for (const fact of [registered(start), ...facts]) detector.apply(fact);
    const finding = detector.find().find(({ rule }) => rule === 'founding');
    expect(finding).toMatchObject({ fromMs: start, atMs: start + 599_000, action: 'RESTRICT', weight: 1 });
    expect(finding?.detail).toBe('Visited 100 and liked 100 distinct people within 599 s of registering.');
  });

  test('keeps accounts apart', () => {
    const other = idOf(0xbeef);
    expect(fires([...nearly, ...visit100(start), ...like100(start).map((fact) => ({ ...fact, user: other }))])).toBe(
      false,
    );
  });
});
