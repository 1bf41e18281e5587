import type { AccountRule } from './rule.ts';
import { minutes, percent } from './wording.ts';

export interface FarmingThresholds {
  /** Distinct people liked. */
  readonly likes: number;
  /** The share of them that was not visited before. */
  readonly shareMin: number;
  readonly windowMs: number;
}

/**
 * Like-farming: within a time many people liked, most of them without having been visited by the account in the time
 * that is kept. A like taken back and given again counts once.
 */
export const farming: AccountRule<FarmingThresholds> = (account, { likes, shareMin, windowMs }) => {
  const { window, afterMs, untilMs } = account;
  const end = window.firstAfter(untilMs);
  if (end < likes) return null;
  const visited = new Set<number>();
  /** Each person's first like in the window: when, and whether it was blind. In the order of time. */
  const liked = new Map<number, { atMs: number; blind: boolean }>();
  let blindCount = 0;
  for (let i = 0; i < end; i++) {
    const target = window.targetAt(i);
    const atMs = window.timeAt(i);
    if (window.isVisit(i)) visited.add(target);
    if (window.isLike(i) && atMs > afterMs && !liked.has(target)) {
      const blind = !visited.has(target);
      liked.set(target, { atMs, blind });
      if (blind) blindCount++;
    }
    for (const [person, like] of liked) {
      if (like.atMs >= atMs - windowMs) break;
      liked.delete(person);
      if (like.blind) blindCount--;
    }
    if (!window.endsMillisecond(i) || liked.size < likes || blindCount < shareMin * liked.size) continue;
    const [first] = liked.values();
    const fromMs = first!.atMs;
    return {
      fromMs,
      atMs,
      detail:
        `Liked ${liked.size} distinct people within ${minutes(atMs - fromMs)}, ` +
        `${percent(blindCount / liked.size)} of them without having visited them.`,
    };
  }
  return null;
};
