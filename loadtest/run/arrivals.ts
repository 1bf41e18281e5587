import { type Arrivals, loadFactor, loadFactorMax } from '../scenarios/scenario.ts';

/**
 * The moments at which operations arrive, in milliseconds from the beginning, without end: a Poisson process whose rate
 * follows the scenario's shape. Made by thinning (Lewis and Shedler 1979): candidates at the highest rate, of which one at
 * a moment of a lower rate is kept with the ratio of the two.
 */
export function* arrivalTimes(options: {
  arrivals: Arrivals;
  /** Operations a second, where the shape's factor is 1. */
  rate: number;
  random: () => number;
}): Generator<number, never> {
  const { arrivals, rate, random } = options;
  const highest = loadFactorMax(arrivals);
  let atMs = 0;
  for (;;) {
    atMs += (-Math.log(1 - random()) / (rate * highest)) * 1_000;
    if (random() * highest < loadFactor(arrivals, atMs / 1_000)) yield atMs;
  }
}
