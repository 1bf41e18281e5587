import type { ActivityWindow } from '../detect/activity-window.ts';

/** What the model sees of an account: names and order of its features. */
export const featureNames = [
  'visits (log)',
  'likes (log)',
  'likes by visits',
  'likes without a visit before',
  'visits to somebody visited before',
  'median interval (log s)',
  'variation of the intervals',
  'busiest minute (log)',
  'share of the day in use',
] as const;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Shares of few things are noise: they are drawn to the middle as if so many more had been seen. */
const prior = 5;

/**
 * The features of one account's activity from index `first` to before `end`, unscaled. Counts are logarithms, because what
 * people do is heavy-tailed. Null where there is too little (two intervals) to say anything.
 */
export function featuresOf(window: ActivityWindow, first: number, end: number): Float64Array | null {
  const visited = new Set<number>();
  const hours = new Set<number>();
  const times: number[] = [];
  let visits = 0;
  let revisits = 0;
  let likes = 0;
  let blind = 0;
  for (let i = first; i < end; i++) {
    if (window.isUnlike(i)) continue;
    const target = window.targetAt(i);
    hours.add(Math.floor(window.timeAt(i) / hourMs));
    if (window.isVisit(i)) {
      times.push(window.timeAt(i));
      visits++;
      if (visited.has(target)) revisits++;
      visited.add(target);
    } else {
      likes++;
      if (!visited.has(target)) blind++;
      if (visits === 0) times.push(window.timeAt(i));
    }
  }
  if (times.length < 3) return null;
  const { median, variation } = intervalsOf(times);
  return Float64Array.of(
    Math.log1p(visits),
    Math.log1p(likes),
    likes / (visits + likes + prior),
    blind / (likes + prior),
    revisits / (visits + prior),
    Math.log1p(median / 1_000),
    Math.min(variation, 5),
    Math.log1p(busiestMinute(times)),
    hours.size / 24,
  );
}

/** Pauses of more than half an hour lie between sittings and say nothing of the pace. */
const pauseMs = 30 * minuteMs;

function intervalsOf(times: readonly number[]): { median: number; variation: number } {
  const intervals: number[] = [];
  for (let i = 1; i < times.length; i++) {
    const interval = times[i]! - times[i - 1]!;
    if (interval <= pauseMs) intervals.push(interval);
  }
  if (intervals.length === 0) return { median: pauseMs, variation: 1 };
  const mean = intervals.reduce((sum, one) => sum + one, 0) / intervals.length;
  const variance = intervals.reduce((sum, one) => sum + (one - mean) ** 2, 0) / intervals.length;
  intervals.sort((a, b) => a - b);
  return { median: intervals[intervals.length >> 1]!, variation: mean === 0 ? 0 : Math.sqrt(variance) / mean };
}

function busiestMinute(times: readonly number[]): number {
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last++) {
    while (times[first]! < times[last]! - minuteMs) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
