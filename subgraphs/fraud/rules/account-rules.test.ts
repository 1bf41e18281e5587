import { describe, expect, test } from '@jest/globals';
import { ActivityWindow } from '../detect/activity-window.ts';
import type { ActivityFact } from '../detect/fact.ts';
import { Interner } from '../detect/interner.ts';
import { actions, start } from '../fixtures/facts.ts';
import { farming } from './farming.ts';
import { regularity } from './regularity.ts';
import type { AccountView } from './rule.ts';
import { scraping } from './scraping.ts';
import { velocity } from './velocity.ts';

function view(facts: readonly ActivityFact[], changes: Partial<AccountView> = {}): AccountView {
  const window = new ActivityWindow();
  const people = new Interner();
  for (const { kind, target, atMs } of facts) window.insert(kind, people.number(target), atMs);
  return {
    window,
    registeredAtMs: null,
    afterMs: Number.NEGATIVE_INFINITY,
    untilMs: Number.POSITIVE_INFINITY,
    newFromMs: Number.NEGATIVE_INFINITY,
    ...changes,
  };
}
const minuteMs = 60_000;

describe('velocity', () => {
  const tiers = { tiers: [{ people: 30, windowMs: minuteMs }] };
  const visits = (last: number) => [
    ...actions('visited', 29, { fromMs: start }),
    ...actions('liked', 1, { fromMs: last, first: 30 }),
  ];
  test('counts distinct people visited or liked, both ends of the window included', () => {
    expect(velocity(view(visits(start + minuteMs)), tiers)).toMatchObject({ fromMs: start, atMs: start + minuteMs });
    expect(velocity(view(visits(start + minuteMs + 1)), tiers)).toBeNull();
  });
  test('counts a person once, and an unlike not at all', () => {
    const again = actions('liked', 29, { fromMs: start + 30_000 });
    const unlike = actions('unliked', 1, { fromMs: start, first: 30 });
    expect(velocity(view([...visits(start).slice(0, 29), ...again, ...unlike]), tiers)).toBeNull();
  });
  test('sees a person who leaves the window and comes back', () => {
    const early = actions('visited', 1, { fromMs: start - minuteMs, first: 1 });
    expect(velocity(view([...early, ...visits(start + minuteMs)]), tiers)?.fromMs).toBe(start);
  });
  test('does not count what came before a clearance', () => {
    expect(velocity(view(visits(start + minuteMs), { afterMs: start }), tiers)).toBeNull();
    expect(velocity(view(visits(start + minuteMs), { afterMs: start - 1 }), tiers)).not.toBeNull();
  });
  test('finds the same when it looks back only as far as something new makes necessary', () => {
    const facts = visits(start + minuteMs);
    expect(velocity(view(facts, { newFromMs: start + minuteMs }), tiers)).toEqual(velocity(view(facts), tiers));
  });
});

describe('scraping', () => {
  const thresholds = {
    people: 100,
    windowMs: 24 * 60 * minuteMs,
    likeShareMax: 0.01,
    revisitShareMax: 0.02,
    dwellMedianMaxMs: 10_000,
  };
  const scrape = (stepMs = 5_000) => actions('visited', 100, { fromMs: start, stepMs });
  test('is many distinct people looked at for a moment each, nobody liked', () => {
    expect(scraping(view(scrape()), thresholds)).toMatchObject({ fromMs: start, atMs: start + 99 * 5_000 });
    expect(scraping(view(scrape().slice(1)), thresholds)).toBeNull();
  });
  test('is not somebody who looks longer, likes, or comes back', () => {
    expect(scraping(view(scrape(10_001)), thresholds)).toBeNull();
    expect(scraping(view([...scrape(), ...actions('liked', 2, { fromMs: start + 500 })]), thresholds)).toBeNull();
    expect(scraping(view([...scrape(), ...actions('liked', 1, { fromMs: start + 500 })]), thresholds)).not.toBeNull();
    expect(scraping(view([...scrape(), ...actions('visited', 3, { fromMs: start + 500 })]), thresholds)).toBeNull();
  });
  test('counts within its window, both ends included', () => {
    const early = (fromMs: number) => actions('visited', 1, { fromMs, first: 1_000 });
    const rest = scrape().slice(1);
    const lastMs = rest.at(-1)!.atMs;
    const within = scraping(view([...early(lastMs - thresholds.windowMs), ...rest]), thresholds);
    expect(within).toMatchObject({ fromMs: lastMs - thresholds.windowMs, atMs: lastMs });
    expect(scraping(view([...early(lastMs - thresholds.windowMs - 1), ...rest]), thresholds)).toBeNull();
  });
  test('looks no further than what is complete', () => {
    expect(scraping(view(scrape(), { untilMs: start + 99 * 5_000 - 1 }), thresholds)).toBeNull();
  });
});

describe('farming', () => {
  const thresholds = { likes: 40, shareMin: 0.75, windowMs: 60 * minuteMs };
  const likes = actions('liked', 40, { fromMs: start, stepMs: 30_000 });
  const looks = (count: number, fromMs: number) => actions('visited', count, { fromMs, stepMs: 30_000 });
  test('is many people liked, most without a visit before', () => {
    expect(farming(view(likes), thresholds)).toMatchObject({ fromMs: start, atMs: start + 39 * 30_000 });
    expect(farming(view([...likes, ...looks(10, start - 1)]), thresholds)).not.toBeNull();
    expect(farming(view([...likes, ...looks(11, start - 1)]), thresholds)).toBeNull();
    expect(farming(view(likes.slice(1)), thresholds)).toBeNull();
  });
  test('a visit after the like excuses nothing', () => {
    expect(farming(view([...likes, ...looks(40, start + 1)]), thresholds)).not.toBeNull();
  });
  test('a person liked, unliked and liked again counts once', () => {
    const again = actions('liked', 10, { fromMs: start + 21 * minuteMs });
    expect(farming(view([...likes.slice(0, 39), ...again]), thresholds)).toBeNull();
  });
  test('likes further apart than the window are not counted together, to the millisecond', () => {
    const last = (atMs: number) => actions('liked', 1, { fromMs: atMs, first: 1_000 });
    const most = likes.slice(0, 39);
    expect(farming(view([...most, ...last(start + 60 * minuteMs)]), thresholds)).not.toBeNull();
    expect(farming(view([...most, ...last(start + 60 * minuteMs + 1)]), thresholds)).toBeNull();
  });
});

describe('regularity', () => {
  const thresholds = { visits: 50, variationMax: 0.3, pauseMs: 10 * minuteMs };
  /** Intervals that go up and down evenly by `share` of a minute; their variation is nearly `share`. */
  const clock = (count: number, share: number) =>
    actions('visited', count, { fromMs: start, stepMs: minuteMs }).map((fact, i) => ({
      ...fact,
      atMs: fact.atMs + (i % 2) * share * minuteMs,
    }));
  test('is a row of visits by the clock', () => {
    expect(regularity(view(clock(50, 0.2)), thresholds)).toMatchObject({ fromMs: start });
    expect(regularity(view(clock(49, 0.2)), thresholds)).toBeNull();
  });
  test('is not a row whose intervals vary', () => {
    expect(regularity(view(clock(200, 0.2)), thresholds)).not.toBeNull();
    expect(regularity(view(clock(200, 0.4)), thresholds)).toBeNull();
  });
  test('likes between the visits do not hide the clock', () => {
    const likes = actions('liked', 50, { fromMs: start + 1_500, stepMs: minuteMs });
    expect(regularity(view([...clock(50, 0), ...likes]), thresholds)).not.toBeNull();
  });
  test('a pause begins a new row, to the millisecond', () => {
    // A clock of ten minutes: each interval is as long as one within a row may be.
    const slow = (extraMs: number) => actions('visited', 50, { fromMs: start, stepMs: thresholds.pauseMs + extraMs });
    expect(regularity(view(slow(0)), thresholds)).not.toBeNull();
    expect(regularity(view(slow(1)), thresholds)).toBeNull();
  });
  test('what lies on both sides of a pause is not counted together', () => {
    const [before, after] = [clock(40, 0), clock(40, 0).map((fact) => ({ ...fact, atMs: fact.atMs + 60 * minuteMs }))];
    expect(regularity(view([...before, ...after]), thresholds)).toBeNull();
  });
  test('everything in one millisecond is no clock', () => {
    expect(regularity(view(actions('visited', 100, { fromMs: start, stepMs: 0 })), thresholds)).toBeNull();
  });
});
