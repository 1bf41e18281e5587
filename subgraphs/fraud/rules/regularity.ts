import type { AccountRule } from './rule.ts';
import { minutes } from './wording.ts';

export interface RegularityThresholds {
  /** Visits in a row. */
  readonly visits: number;
  /** Standard deviation of their intervals by its mean, at most. */
  readonly variationMax: number;
  /** A longer pause begins a new row. */
  readonly pauseMs: number;
}

/**
 * Machine regularity: a row of visits whose intervals vary too little for a person, whatever their length. Only visits
 * count: a like follows its visit by a moment and would hide the clock.
 */
export const regularity: AccountRule<RegularityThresholds> = (account, { visits, variationMax, pauseMs }) => {
  const { window, afterMs, untilMs } = account;
  const end = window.firstAfter(untilMs);
  const begin = window.firstAfter(afterMs);
  if (end - begin < visits) return null;
  const intervals = visits - 1;
  /** The times of the row's visits. */
  let row: number[] = [];
  let sum = 0;
  let squares = 0;
  for (let i = begin; i < end; i++) {
    if (!window.isVisit(i)) continue;
    const atMs = window.timeAt(i);
    const interval = row.length === 0 ? 0 : atMs - row.at(-1)!;
    if (interval > pauseMs) {
      row = [];
      sum = 0;
      squares = 0;
    }
    if (row.length > 0) {
      sum += interval;
      squares += interval * interval;
    }
    row.push(atMs);
    if (row.length > visits) {
      const gone = row.at(-visits)! - row.at(-visits - 1)!;
      sum -= gone;
      squares -= gone * gone;
    }
    if (row.length < visits) continue;
    const mean = sum / intervals;
    const variation = Math.sqrt(Math.max(0, squares / intervals - mean * mean)) / mean;
    // Everything in one millisecond (a mean of 0) is no clock but a batch.
    if (!(variation <= variationMax)) continue;
    return {
      fromMs: row.at(-visits)!,
      atMs,
      detail: `${visits} visits in a row, one every ${minutes(mean)}, the intervals varying by ${variation.toFixed(2)} of that.`,
    };
  }
  return null;
};
