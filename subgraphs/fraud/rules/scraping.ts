import type { AccountRule } from './rule.ts';
import { minutes, percent } from './wording.ts';

export interface ScrapingThresholds {
  readonly people: number;
  readonly windowMs: number;
  /** Likes by visits, at most. */
  readonly likeShareMax: number;
  /** Visits to somebody visited before by visits, at most. */
  readonly revisitShareMax: number;
  /** Half of the profiles were looked at for at most this long: until the next event. */
  readonly dwellMedianMaxMs: number;
}

/**
 * Systematic coverage of many profiles: within a time many distinct people visited, hardly one liked or visited again,
 * each for a moment. Looks at the window that ends with each event.
 */
export const scraping: AccountRule<ScrapingThresholds> = (account, thresholds) => {
  const { window, afterMs, untilMs, newFromMs } = account;
  const { people, windowMs } = thresholds;
  let first = Math.max(window.firstFrom(newFromMs - windowMs), window.firstAfter(afterMs));
  const end = window.firstAfter(untilMs);
  if (end - first < people) return null;
  const visits = new Map<number, number>();
  let visitCount = 0;
  let likeCount = 0;
  const count = (i: number, step: 1 | -1): void => {
    if (window.isLike(i)) likeCount += step;
    if (!window.isVisit(i)) return;
    visitCount += step;
    const left = (visits.get(window.targetAt(i)) ?? 0) + step;
    if (left === 0) visits.delete(window.targetAt(i));
    else visits.set(window.targetAt(i), left);
  };
  for (let i = first; i < end; i++) {
    const atMs = window.timeAt(i);
    for (; window.timeAt(first) < atMs - windowMs; first++) count(first, -1);
    count(i, 1);
    // Before what is new the window begins too late to be judged, and was judged before.
    if (visits.size < people || atMs < newFromMs || !window.endsMillisecond(i)) continue;
    if (likeCount > thresholds.likeShareMax * visitCount) continue;
    if (visitCount - visits.size > thresholds.revisitShareMax * visitCount) continue;
    const dwellMs = medianInterval(account, first, i);
    if (dwellMs > thresholds.dwellMedianMaxMs) continue;
    return {
      fromMs: window.timeAt(first),
      atMs,
      detail:
        `Visited ${visits.size} distinct people within ${minutes(atMs - window.timeAt(first))}, liked ` +
        `${percent(likeCount / visitCount)} and looked at half of them for at most ${minutes(dwellMs)}.`,
    };
  }
  return null;
};

function medianInterval({ window }: { window: { timeAt(i: number): number } }, first: number, last: number): number {
  const intervals = new Float64Array(last - first);
  for (let i = first; i < last; i++) intervals[i - first] = window.timeAt(i + 1) - window.timeAt(i);
  intervals.sort();
  return intervals[intervals.length >> 1] ?? 0;
}
