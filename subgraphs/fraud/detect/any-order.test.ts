import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { idOf, start } from '../fixtures/facts.ts';
import { rulesInForce } from '../fixtures/rules.ts';
import type { RulesDocument } from '../rules/rules-document.ts';
import { Detector } from './detector.ts';
import { type Fact, isActivity } from './fact.ts';
import type { Finding } from './finding.ts';

/** Thresholds so low that a few dozen facts are around all of them. */
const lowRules: RulesDocument = {
  version: 1,
  caseScore: 0.6,
  settleMs: 5,
  rules: {
    founding: { action: 'RESTRICT', weight: 1, people: 3, windowMs: 300 },
    velocity: { action: 'CASE', weight: 0.5, tiers: [{ people: 4, windowMs: 40 }] },
    scraping: {
      action: 'CASE',
      weight: 0.7,
      people: 4,
      windowMs: 300,
      likeShareMax: 0.2,
      revisitShareMax: 0.2,
      dwellMedianMaxMs: 30,
    },
    farming: { action: 'CASE', weight: 0.6, likes: 3, shareMin: 0.6, windowMs: 200 },
    farmingProven: { action: 'RESTRICT', weight: 0.95, likes: 4, shareMin: 0.8, windowMs: 200 },
    regularity: { action: 'CASE', weight: 0.5, visits: 4, variationMax: 0.4, pauseMs: 100 },
    lockstep: { action: 'RESTRICT', weight: 0.95, targets: 2, members: 3, windowMs: 150, keptMs: 400 },
    deviceFarm: { action: 'CASE', weight: 0.7, accounts: 3, windowMs: 300 },
    takeover: { action: 'RESTRICT', weight: 0.95, tiers: [{ failures: 2, windowMs: 100 }] },
    stuffing: { action: 'CASE', weight: 0.6, tiers: [{ failures: 3, windowMs: 200 }] },
    profileAfterSignIn: { action: 'WATCH', weight: 0.4, windowMs: 100 },
  },
  // The model learns as it goes, so what it says does depend on the order; here it says nothing.
  model: { action: 'CASE', weight: 0.4, actions: 1_000_000, windowPoints: 250, warmUpPoints: 1_000_000, quantile: 1 },
};

const atMs = fc.integer({ min: 0, max: 500 }).map((ms) => start + ms);
const user = fc.integer({ min: 1, max: 4 }).map(idOf);
const target = fc.integer({ min: 11, max: 17 }).map(idOf);
const place = fc.constantFrom('one', 'two');
const profileChange: fc.Arbitrary<Fact> = fc.record({
  kind: fc.constant('profile-changed' as const),
  user,
  atMs,
  fields: fc.constant(['bio']),
});
const fact: fc.Arbitrary<Fact> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('visited' as const), user, target, atMs }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constantFrom('liked' as const, 'unliked' as const), user, target, atMs }),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        kind: fc.constantFrom('signed-in' as const, 'sign-in-failed' as const),
        user: fc.option(user),
        atMs,
        device: fc.constant(null),
        address: place,
      })
      .filter((attempt) => attempt.kind === 'sign-in-failed' || attempt.user !== null),
  },
  { weight: 1, arbitrary: profileChange },
);
/** Each account is registered once; when, and with which device, is drawn. */
const registrations = fc
  .array(fc.record({ atMs, device: place }), { minLength: 4, maxLength: 4 })
  .map((drawn): Fact[] => drawn.map((one, i) => ({ kind: 'registered', user: idOf(1 + i), address: null, ...one })));
const story = fc.tuple(registrations, fc.array(fact, { minLength: 20, maxLength: 110 })).map(([a, b]) => [...a, ...b]);

function decide(
  facts: readonly Fact[],
  batchSizes: readonly number[],
  { settleAsItGoes = false, detector = new Detector(lowRules) } = {},
): string[] {
  const findings: Finding[] = [];
  for (let at = 0, batch = 0; at < facts.length; batch++) {
    const size = batchSizes[batch % batchSizes.length]!;
    for (const one of facts.slice(at, at + size)) {
      if (settleAsItGoes) findings.push(...detector.settle(() => one.atMs + lowRules.settleMs - 1));
      detector.apply(one);
      if (isActivity(one)) detector.applyLike(one);
    }
    findings.push(...detector.find());
    at += size;
  }
  findings.push(...detector.settle(() => Number.POSITIVE_INFINITY));
  const decided = findings.map((one) => `${one.user} ${one.rule} ${one.evidence} ${one.action}`);
  expect(new Set(decided).size).toBe(decided.length);
  return decided.sort();
}

describe('decisions', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 });

  test('are the same whatever the order, repetition and batching of the events', () => {
    const runs = story.chain((facts) =>
      fc.tuple(
        fc.constant(facts),
        fc.shuffledSubarray([...facts, ...facts], { minLength: 2 * facts.length, maxLength: 2 * facts.length }),
        sizes,
      ),
    );
    fc.assert(
      fc.property(runs, ([facts, mixed, batchSizes]) => {
        expect(decide(mixed, batchSizes)).toEqual(decide(facts, [facts.length]));
      }),
      { numRuns: 300 },
    );
  });

  test('are the same whether the rules look at every step or once at the end', () => {
    fc.assert(
      fc.property(story, sizes, (facts, batchSizes) => {
        const inOrder = [...facts].sort((a, b) => a.atMs - b.atMs);
        expect(decide(inOrder, batchSizes, { settleAsItGoes: true })).toEqual(decide(facts, [facts.length]));
      }),
      { numRuns: 300 },
    );
  });

  const everyRule = Object.keys(lowRules.rules);
  const releasesAt = (clearedMs: number): Fact[] =>
    [1, 2, 3, 4].map((id) => ({ kind: 'released', user: idOf(id), rules: everyRule, atMs: clearedMs }));
  const mixed = (facts: readonly Fact[]) =>
    fc.shuffledSubarray([...facts, ...facts], { minLength: 2 * facts.length, maxLength: 2 * facts.length });

  test('after everybody was CLEARED, are none, whatever comes again, in whatever order and batches', () => {
    const runs = story.chain((facts) => fc.tuple(fc.constant(facts), mixed(facts), sizes));
    fc.assert(
      fc.property(runs, ([facts, again, batchSizes]) => {
        const detector = new Detector(lowRules);
        decide(facts, batchSizes, { detector });
        const clearedMs = start + 500;
        for (const one of releasesAt(clearedMs)) detector.apply(one);
        expect(decide(again, batchSizes, { detector })).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('on what came after a release are the same wherever among the events the release is read', () => {
    const runs = story.chain((facts) => fc.tuple(fc.constant(facts), mixed(facts), sizes, fc.nat(400)));
    fc.assert(
      fc.property(runs, ([facts, again, batchSizes, afterMs]) => {
        const clearedMs = start + afterMs;
        const releases = releasesAt(clearedMs);
        // What was found before the release was read is decided already: the database knows it by its identity.
        const later = (decisions: string[]) => decisions.filter((one) => one.includes(' since:'));
        const first = later(decide([...releases, ...facts], [facts.length + 4]));
        const middle = again.length >> 1;
        const among = [...again.slice(0, middle), ...releases, ...again.slice(middle)];
        expect(later(decide(among, batchSizes))).toEqual(first);
      }),
      { numRuns: 300 },
    );
  });

  test('of every rule occur among the stories that the other claims are tried on', () => {
    const [seen, seenAgain] = [new Set<string>(), new Set<string>()];
    for (const facts of fc.sample(story, { numRuns: 400, seed: 1 })) {
      for (const decision of decide(facts, [facts.length])) seen.add(decision.split(' ')[1]!);
      const released = [...releasesAt(start + 30), ...facts];
      for (const decision of decide(released, [released.length]))
        if (decision.includes(' since:')) seenAgain.add(decision.split(' ')[1]!);
    }
    expect([...seen].sort()).toEqual([...everyRule].sort());
    // The founding rule's evidence is the registration, and never anew.
    expect([...seenAgain].sort()).toEqual(everyRule.filter((rule) => rule !== 'founding').sort());
  });

  test('name a document whose rules are those in force', () => {
    expect(Object.keys(rulesInForce().rules).sort()).toEqual(Object.keys(lowRules.rules).sort());
  });
});
