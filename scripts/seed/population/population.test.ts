import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { badKinds, type Fact } from './facts.ts';
import { labelsOf } from './labels.ts';
import { createPopulation, type Population } from './population.ts';
import { dayMs, minuteMs } from './rhythm.ts';
import { shapes } from './shapes.ts';
import { createTally } from './tally.ts';

const end = Date.UTC(2026, 10, 1);
const options = { users: 2000, seed: 7, visits: 50_000, end };

let population: Population;
let facts: Fact[];

beforeAll(() => {
  population = createPopulation(options);
  facts = [...population.days()].flat();
});

function fingerprint(of: Population): string {
  const hash = createHash('sha256');
  for (const day of of.days()) hash.update(JSON.stringify(day));
  for (let index = 0; index < of.world.users; index++) hash.update(JSON.stringify(of.person(index)));
  return hash.update(JSON.stringify(labelsOf(of.world))).digest('hex');
}

const by = (actors: readonly number[]) => facts.filter(({ actor }) => actors.includes(actor));
const distinct = (some: readonly Fact[]) => new Set(some.map(({ target }) => target)).size;
const ofKind = (some: readonly Fact[], kind: Fact['kind']) => some.filter((fact) => fact.kind === kind);
const badGroups = (kind: (typeof badKinds)[number]) => population.world.cast.bad[kind];
const intervals = (some: readonly Fact[]) => some.slice(1).map((fact, index) => fact.at - some[index]!.at);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2))) / mean(values);

describe('a population', () => {
  test('is the same to the last id for the same seed and day', () => {
    const small = { ...options, users: 200, visits: 3000 };
    expect(fingerprint(createPopulation(small))).toBe(fingerprint(createPopulation(small)));
    expect(fingerprint(createPopulation({ ...small, seed: 8 }))).not.toBe(fingerprint(createPopulation(small)));
  });

  test('lives in the order of time, and ends before its end', () => {
    for (const [index, fact] of facts.entries()) {
      if (index > 0 && fact.at < facts[index - 1]!.at) throw new Error(`fact ${index} is out of order`);
      if (fact.at >= end) throw new Error(`fact ${index} is in the future`);
    }
    expect(ofKind(facts, 'registered')).toHaveLength(options.users);
  });

  test('has ids that are UUIDv7 of their own moment, none twice', () => {
    const withId = facts.filter(({ kind, id }) => id !== '' && kind !== 'unliked');
    const ids = new Set([...withId.map(({ id }) => id), ...population.world.ids]);
    expect(ids.size).toBe(withId.length + options.users);
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    const wrong = withId.filter(
      ({ id, at }) => !form.test(id) || Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) !== at,
    );
    expect(wrong).toEqual([]);
  });

  test('lets nobody act before joining, on themselves, or on somebody who is not there yet', () => {
    const { joinedAt } = population.world;
    for (const { kind, actor, target, at } of facts) {
      if (kind === 'registered' || actor < 0) continue;
      if (kind !== 'sign-in-failed' && at <= joinedAt[actor]!) throw new Error(`${actor} acts before joining`);
      if (target < 0) continue;
      if (target === actor) throw new Error(`${actor} acts on themselves`);
      if (at <= joinedAt[target]!) throw new Error(`${actor} ${kind} ${target}, who had not joined`);
    }
  });

  test('holds one standing like of a pair, and a match exactly where two of them meet', () => {
    const standing = new Map(
      ofKind(facts, 'liked')
        .filter((fact) => fact.standing)
        .map((fact) => [`${fact.actor} ${fact.target}`, fact]),
    );
    expect(standing.size).toBe(ofKind(facts, 'liked').filter((fact) => fact.standing).length);
    const mutual = [...standing.values()].filter(
      ({ actor, target }) => actor < target && standing.has(`${target} ${actor}`),
    );
    expect(ofKind(facts, 'matched')).toHaveLength(mutual.length);
    expect(mutual.length).toBeGreaterThan(10);
    expect(ofKind(facts, 'unliked')).toHaveLength(ofKind(facts, 'liked').filter((fact) => !fact.standing).length);
  });

  test('has as many visits by people who browse as were asked for', () => {
    const planned = new Set(
      [...badKinds.flatMap((kind) => badGroups(kind)), ...Object.values(population.world.cast.outliers).flat()].flat(),
    );
    const others = ofKind(facts, 'visited').filter(({ actor }) => !planned.has(actor));
    expect(others.length).toBeGreaterThan(options.visits * 0.85);
    expect(ofKind(facts, 'visited').length).toBeGreaterThan(options.visits);
  });

  test('has the shapes that studies report', () => {
    const tally = createTally(population.world);
    tally.add(facts);
    const { visitsPerLike, returnedShare, topTenthShare, byHour } = tally.result();
    expect(visitsPerLike).toBeGreaterThan(9);
    expect(visitsPerLike).toBeLessThan(25);
    expect(returnedShare).toBeLessThan(0.1);
    expect(returnedShare).toBeGreaterThan(0.01);
    expect(topTenthShare).toBeGreaterThan(0.4);
    expect(topTenthShare).toBeLessThan(0.7);
    // Evening against the small hours, in the time zones of Europe.
    expect(byHour[20]! / byHour[3]!).toBeGreaterThan(5);
  });

  test('is cast for any size from the smallest on', () => {
    for (const users of [150, 200, 1000, 20_000]) {
      const { cast } = createPopulation({ ...options, users, visits: 0 }).world;
      for (const kind of badKinds) expect(cast.bad[kind].flat().length).toBeGreaterThan(0);
      expect(Math.max(...badKinds.flatMap((kind) => cast.bad[kind]).flat())).toBeLessThan(users / 2);
    }
  });
});

describe('a labelled bad account', () => {
  test('founding-burst visits and likes 100 distinct people within 10 minutes of registering', () => {
    for (const [actor] of badGroups('founding-burst')) {
      const until = population.world.joinedAt[actor!]! + 10 * minuteMs;
      const early = by([actor!]).filter(({ at }) => at <= until);
      expect(distinct(ofKind(early, 'visited'))).toBeGreaterThanOrEqual(100);
      expect(distinct(ofKind(early, 'liked'))).toBeGreaterThanOrEqual(100);
    }
  });

  test('scraper sees hundreds of profiles for moments each and likes nobody', () => {
    for (const group of badGroups('scraper')) {
      const visits = ofKind(by(group), 'visited');
      expect(distinct(visits)).toBeGreaterThan(300);
      expect(Math.max(...intervals(visits))).toBeLessThan(3_000);
      expect(ofKind(by(group), 'liked')).toHaveLength(0);
    }
  });

  test('like-farmer likes more than a hundred people without a visit', () => {
    for (const group of badGroups('like-farmer')) {
      expect(ofKind(by(group), 'liked').length).toBeGreaterThan(100);
      expect(ofKind(by(group), 'visited')).toHaveLength(0);
    }
  });

  test('lockstep groups like the same people within the same two minutes', () => {
    for (const group of badGroups('lockstep')) {
      const likes = ofKind(by(group), 'liked');
      const targets = [...new Set(likes.map(({ target }) => target))];
      expect(targets.length).toBeGreaterThanOrEqual(24);
      for (const target of targets) {
        const together = likes.filter((fact) => fact.target === target);
        expect(new Set(together.map(({ actor }) => actor)).size).toBeGreaterThan(group.length / 2);
        expect(together.at(-1)!.at - together[0]!.at).toBeLessThan(2 * minuteMs);
      }
    }
  });

  test('takeover follows many failures from one address that is not the owner’s', () => {
    for (const [victim] of badGroups('takeover')) {
      const taken = by([victim!]).find(
        ({ kind, address }) => kind === 'signed-in' && address !== population.world.addresses[victim!],
      )!;
      const failures = ofKind(facts, 'sign-in-failed').filter(
        ({ address, at }) => address === taken.address && at < taken.at,
      );
      expect(failures.length).toBeGreaterThan(100);
      expect(new Set(failures.map(({ actor }) => actor)).size).toBeGreaterThan(40);
      expect(failures.some(({ actor }) => actor === -1)).toBe(true);
    }
  });

  test('device-farm accounts register with one device within three hours', () => {
    for (const group of badGroups('device-farm')) {
      const registered = ofKind(by(group), 'registered');
      expect(new Set(registered.map(({ device }) => device)).size).toBe(1);
      expect(new Set(registered.map(({ address }) => address)).size).toBe(group.length);
      expect(registered.at(-1)!.at - registered[0]!.at).toBeLessThanOrEqual(180 * minuteMs);
    }
  });

  test('velocity-bot sees more profiles in a minute than a person can', () => {
    for (const group of badGroups('velocity-bot')) {
      const times = ofKind(by(group), 'visited').map(({ at }) => at);
      const most = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + minuteMs).length));
      expect(most).toBeGreaterThan(45);
    }
  });

  test('regular-bot keeps its interval as no person does', () => {
    for (const group of badGroups('regular-bot')) {
      const gaps = intervals(ofKind(by(group), 'visited'));
      expect(gaps.length).toBeGreaterThan(250);
      expect(spread(gaps)).toBeLessThan(0.02);
    }
    const busiest = population.world.cast.outliers['fast-browser'].flat();
    expect(spread(intervals(ofKind(by(busiest), 'visited')))).toBeGreaterThan(0.5);
  });

  test('acts within the days that the fraud service replays', () => {
    for (const kind of badKinds.filter((one) => one !== 'takeover')) {
      for (const fact of by(badGroups(kind).flat()).filter((one) => one.kind !== 'registered'))
        expect(fact.at).toBeGreaterThan(end - (shapes.badDays + 0.01) * dayMs);
    }
  });
});

describe('an honest outlier', () => {
  test('newcomer stops one short of the founding rule', () => {
    for (const actor of population.world.cast.outliers.newcomer.flat()) {
      const until = population.world.joinedAt[actor]! + 10 * minuteMs;
      const early = by([actor]).filter(({ at }) => at <= until);
      expect(distinct(ofKind(early, 'visited'))).toBe(99);
      expect(distinct(ofKind(early, 'liked'))).toBe(99);
    }
  });

  test('celebrity is visited more than anybody else', () => {
    const received = new Map<number, number>();
    for (const { target } of ofKind(facts, 'visited')) received.set(target, (received.get(target) ?? 0) + 1);
    const [most] = [...received].sort((a, b) => b[1] - a[1])[0]!;
    expect(population.world.cast.outliers.celebrity.flat()).toContain(most);
  });

  test('people behind a shared address have one address and devices of their own', () => {
    for (const group of population.world.cast.outliers['shared-address']) {
      expect(new Set(group.map((index) => population.world.addresses[index])).size).toBe(1);
      expect(new Set(group.map((index) => population.world.devices[index])).size).toBe(group.length);
    }
  });
});
