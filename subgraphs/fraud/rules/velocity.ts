import type { AccountRule, AccountView, Evidence } from './rule.ts';
import { minutes } from './wording.ts';

export interface VelocityThresholds {
  readonly tiers: readonly { readonly people: number; readonly windowMs: number }[];
}

/** So many distinct people visited or liked within a time, at any time. More events never prove it wrong. */
export const velocity: AccountRule<VelocityThresholds> = (account, { tiers }) => {
  for (const { people, windowMs } of tiers) {
    const seen = crowdWithin(account, people, windowMs);
    if (seen) return seen;
  }
  return null;
};

function crowdWithin(account: AccountView, people: number, windowMs: number): Evidence | null {
  const { window, afterMs, newFromMs } = account;
  if (window.size < people) return null;
  // Events of each person within the window that ends at the event looked at; its size is the number of distinct people.
  const events = new Map<number, number>();
  let first = Math.max(window.firstFrom(newFromMs - windowMs), window.firstAfter(afterMs));
  if (window.size - first < people) return null;
  for (let i = first; i < window.size; i++) {
    if (window.isUnlike(i)) continue;
    const atMs = window.timeAt(i);
    for (; window.timeAt(first) < atMs - windowMs; first++) {
      if (window.isUnlike(first)) continue;
      const left = events.get(window.targetAt(first))! - 1;
      if (left === 0) events.delete(window.targetAt(first));
      else events.set(window.targetAt(first), left);
    }
    events.set(window.targetAt(i), (events.get(window.targetAt(i)) ?? 0) + 1);
    if (events.size >= people)
      return {
        fromMs: window.timeAt(first),
        atMs,
        detail: `Visited or liked ${events.size} distinct people within ${minutes(windowMs)}.`,
      };
  }
  return null;
}
