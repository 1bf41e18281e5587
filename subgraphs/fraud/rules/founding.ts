import type { AccountRule } from './rule.ts';

export interface FoundingThresholds {
  /** How many distinct people must have been visited, and how many liked. */
  readonly people: number;
  /** How long after the registration counts, in milliseconds, both ends included. */
  readonly windowMs: number;
}

/**
 * The founding rule: within its first minutes an account visited so many distinct people AND liked so many distinct
 * people. An event counts when `registered <= at <= registered + windowMs`, by event time. Whether a like was taken back
 * doesn't matter: the person was liked.
 *
 * Its evidence ends with the event that made both counts full.
 */
export const founding: AccountRule<FoundingThresholds> = (account, { people, windowMs }) => {
  const { window, registeredAtMs, afterMs } = account;
  if (registeredAtMs === null || window.size < 2 * people) return null;
  const untilMs = registeredAtMs + windowMs;
  const visited = new Set<number>();
  const liked = new Set<number>();
  for (let i = window.firstFrom(registeredAtMs); i < window.size && window.timeAt(i) <= untilMs; i++) {
    if (window.timeAt(i) <= afterMs) continue;
    if (window.isVisit(i)) visited.add(window.targetAt(i));
    else if (window.isLike(i)) liked.add(window.targetAt(i));
    if (visited.size < people || liked.size < people) continue;
    const atMs = window.timeAt(i);
    const seconds = Math.round((atMs - registeredAtMs) / 1000);
    return {
      fromMs: registeredAtMs,
      atMs,
      detail: `Visited ${visited.size} and liked ${liked.size} distinct people within ${seconds} s of registering.`,
    };
  }
  return null;
};
