import type { Habits } from './habits.ts';

/**
 * What people do to Kith for a while. A scenario is data, and it and everything it imports is pure (no Node, no clock, no
 * chance of its own), so that the runner (loadtest/run) and a k6 script (loadtest/k6) do the same thing.
 */
export interface Scenario {
  readonly name: string;
  /** One line for a list. */
  readonly title: string;
  /** Why it is as it is, for a report. */
  readonly about: string;
  /** What its shape was taken from, as in docs/load.md; empty where the shape is ours. */
  readonly studies: readonly string[];
  /** When operations arrive, whatever became of those before: an open model. */
  readonly arrivals: Arrivals;
  readonly habits: Habits;
  /** Of the profiles that are opened, how many are the most visited person's; 0 to 1. */
  readonly celebrityShare: number;
  /** Who watches live while it runs. */
  readonly live: Live;
  /** Unless the command line says otherwise. */
  readonly standard: { readonly rate: number; readonly durationSeconds: number };
}

/** The gaps between arrivals are exponential (Poisson) at a rate that stays, or that jumps for a part of each period. */
export type Arrivals =
  | { readonly shape: 'steady' }
  | {
      readonly shape: 'bursts';
      /** A burst begins every so many seconds, the first after `everySeconds - forSeconds`. */
      readonly everySeconds: number;
      readonly forSeconds: number;
      /** The rate within a burst, in times of the rate asked for. */
      readonly times: number;
    };

export interface Live {
  /** Sockets that watch `profileVisited` for people who take part, a person each; at most as many as take part. */
  readonly people: number;
  /** Sockets of the most visited person. */
  readonly celebrity: number;
  /** All sockets are cut at these shares of the duration and come back at once, with their last cursor. */
  readonly cutAt: readonly number[];
}

/** The rate at a moment, in times of the rate asked for. */
export function loadFactor(arrivals: Arrivals, atSeconds: number): number {
  if (arrivals.shape === 'steady') return 1;
  const { everySeconds, forSeconds, times } = arrivals;
  return atSeconds % everySeconds >= everySeconds - forSeconds ? times : 1;
}

/** The highest that `loadFactor` becomes. */
export function loadFactorMax(arrivals: Arrivals): number {
  return arrivals.shape === 'steady' ? 1 : Math.max(1, arrivals.times);
}
