import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { actions, idOf, registered, start, suspect } from '../fixtures/facts.ts';
import { rulesInForce } from '../fixtures/rules.ts';
import { Detector, windowEventsMax } from './detector.ts';
import type { Fact } from './fact.ts';
import type { Finding } from './finding.ts';

const rules = rulesInForce();

/** What is decided: who, by which rule, for what evidence. */
function decided(findings: readonly Finding[]): string[] {
  return findings.map(({ user, rule, evidence, action }) => `${user} ${rule} ${evidence} ${action}`).sort();
}

function runInBatches(facts: readonly Fact[], sizes: readonly number[]): Finding[] {
  const detector = new Detector(rules);
  const findings: Finding[] = [];
  for (let at = 0, batch = 0; at < facts.length; batch++) {
    const size = sizes[batch % sizes.length]!;
    for (const fact of facts.slice(at, at + size)) detector.apply(fact);
    findings.push(...detector.find());
    at += size;
  }
  return findings;
}

/** Some accounts around the founding rule's threshold: `extra` people more or fewer, the last one late by `lateMs`. */
const population = fc
  .array(
    fc.record({
      visits: fc.integer({ min: 98, max: 102 }),
      likes: fc.integer({ min: 98, max: 102 }),
      lateMs: fc.constantFrom(0, 1),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((accounts) =>
    accounts.flatMap(({ visits, likes, lateMs }, index): Fact[] => {
      const user = idOf(0xa000 + index);
      const fromMs = start + 600_000 + lateMs;
      return [
        registered(start, user),
        ...actions('visited', visits, { fromMs, stepMs: -3_000, user }),
        ...actions('liked', likes, { fromMs: start + 600_000, stepMs: -2_999, user }),
      ];
    }),
  );

const shuffled = (facts: readonly Fact[]) =>
  fc.shuffledSubarray([...facts, ...facts.slice(0, facts.length / 3)], { minLength: 0 }).map((subset) => {
    // Every fact at least once, some twice, in any order.
    const order = new Map(subset.map((fact, index) => [fact, index]));
    return [...subset, ...facts].sort((a, b) => (order.get(a) ?? -1) - (order.get(b) ?? -1));
  });

describe('the detector', () => {
  test('decides the same whatever the order, repetition and batching of the facts', () => {
    const runs = population.chain((facts) =>
      fc.tuple(
        fc.constant(facts),
        shuffled(facts),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }),
      ),
    );
    fc.assert(
      fc.property(runs, ([facts, mixed, sizes]) => {
        expect(decided(runInBatches(mixed, sizes))).toEqual(decided(runInBatches(facts, [facts.length])));
      }),
      { numRuns: 60 },
    );
  });

  test('finds a thing once, however often it is told', () => {
    const facts = [
      registered(start),
      ...actions('visited', 100, { fromMs: start }),
      ...actions('liked', 100, { fromMs: start }),
    ];
    const founding = runInBatches([...facts, ...facts, ...facts], [50]).filter(({ rule }) => rule === 'founding');
    expect(founding).toHaveLength(1);
  });

  test('after a release, what came before it finds nothing any more, however often it is told', () => {
    const facts = [
      registered(start),
      ...actions('visited', 100, { fromMs: start }),
      ...actions('liked', 100, { fromMs: start }),
    ];
    const detector = new Detector(rules);
    for (const fact of facts) detector.apply(fact);
    const found = detector.find();
    expect(found.map(({ rule }) => rule)).toContain('founding');
    detector.apply({ kind: 'released', user: suspect, rules: found.map(({ rule }) => rule), atMs: start + 400_000 });
    for (const fact of facts) detector.apply(fact);
    expect(detector.find()).toEqual([]);
  });

  test('a deleted account is forgotten', () => {
    const detector = new Detector(rules);
    detector.apply(registered(start));
    for (const fact of actions('visited', 100, { fromMs: start })) detector.apply(fact);
    detector.apply({ kind: 'deleted', user: suspect, atMs: start + 200_000 });
    expect(detector.size).toMatchObject({ accounts: 0, registrations: 0 });
  });

  test('what a partition gave goes with it, and only that', () => {
    const detector = new Detector(rules);
    for (const fact of actions('visited', 3, { fromMs: start })) detector.apply(fact, 4);
    for (const fact of actions('visited', 3, { fromMs: start, user: idOf(7) })) detector.apply(fact, 5);
    detector.dropPartitions(new Set([4]));
    expect(detector.size.accounts).toBe(1);
  });

  test('activity is forgotten a day behind what its partition has reached, not behind other partitions', () => {
    const detector = new Detector(rules);
    for (const fact of actions('visited', 3, { fromMs: start })) detector.apply(fact, 1);
    for (const fact of actions('visited', 3, { fromMs: start, user: idOf(7) })) detector.apply(fact, 2);
    const dayLater = start + 25 * 3_600_000;
    detector.forget(
      new Map([
        [1, dayLater],
        [2, start],
      ]),
      dayLater,
    );
    expect(detector.size.accounts).toBe(1);
  });

  test('one account holds a bounded number of events, and the rules see them before they are forgotten', () => {
    const detector = new Detector(rules);
    detector.apply(registered(start));
    const many = windowEventsMax + 500;
    for (const fact of actions('visited', many, { fromMs: start, stepMs: 1 })) detector.apply(fact);
    for (const fact of actions('liked', 100, { fromMs: start + many, stepMs: 1 })) detector.apply(fact);
    expect(detector.find().map(({ rule }) => rule)).toContain('founding');
    detector.settle(() => Number.POSITIVE_INFINITY);
    expect(detector.eventsOf(suspect)).toBe(windowEventsMax);
  });

  test('the names of people who stand in no window any more are forgotten, and those who do are still told apart', () => {
    const detector = new Detector(rules);
    for (const fact of actions('visited', 5_000, { fromMs: start, stepMs: 10, user: idOf(0xb000) }))
      detector.apply(fact);
    const dayLater = start + 25 * 3_600_000;
    const half = [
      registered(dayLater),
      ...actions('visited', 100, { fromMs: dayLater, first: 4_000 }),
      ...actions('liked', 99, { fromMs: dayLater, first: 4_000 }),
    ];
    for (const fact of half) detector.apply(fact);
    detector.find();
    detector.settle(() => Number.POSITIVE_INFINITY);
    detector.forget(new Map([[0, dayLater]]), dayLater);
    expect(detector.size.people).toBe(100);
    for (const fact of half) detector.apply(fact);
    expect(detector.find().map(({ rule }) => rule)).not.toContain('founding');
    expect(detector.eventsOf(suspect)).toBe(199);
    for (const fact of actions('liked', 1, { fromMs: dayLater, first: 4_099 })) detector.apply(fact);
    expect(detector.find().map(({ rule }) => rule)).toContain('founding');
  });
});
