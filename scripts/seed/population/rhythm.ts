import type { Random } from './random.ts';
import { hourWeights, weekdayWeights } from './shapes.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

const cumulative: number[] = [];
let total = 0;
for (const weight of hourWeights) {
  total += weight;
  cumulative.push(total);
}

/** A moment of the UTC day that begins at `dayStart`, by the hours that people keep where the clock is `offsetHours` ahead. */
export function momentOf(dayStart: number, offsetHours: number, random: Random): number {
  const mark = random.next() * total;
  const localHour = cumulative.findIndex((sum) => sum > mark);
  const hour = (localHour - offsetHours + 24) % 24;
  return dayStart + hour * hourMs + Math.floor(random.next() * hourMs);
}

/** The weight of the UTC day that begins at `dayStart`. */
export function weightOfDay(dayStart: number): number {
  return weekdayWeights[new Date(dayStart).getUTCDay()]!;
}
