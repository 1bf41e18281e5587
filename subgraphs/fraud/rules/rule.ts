import type { ActivityWindow } from '../detect/activity-window.ts';

/** What a rule saw. Times are event times in milliseconds since 1970. */
export interface Evidence {
  readonly fromMs: number;
  readonly atMs: number;
  /** What was seen, with its numbers, for people. */
  readonly detail: string;
}

/** What a rule about one account's activity is given. Rules read it and change nothing. */
export interface AccountView {
  readonly window: ActivityWindow;
  /** Null where the registration is older than what is kept, or was not read yet. */
  readonly registeredAtMs: number | null;
  /** Only events after this count: a reviewer cleared the account of what came before. -Infinity where none did. */
  readonly afterMs: number;
  /** Only events up to this count: later ones may not be complete yet. Infinity for rules that more events can't prove wrong. */
  readonly untilMs: number;
  /**
   * The earliest event that came since the rule last looked. What is newly true rests on one of the new events, so a
   * rule over a sliding window need not look further back than its own length before this.
   */
  readonly newFromMs: number;
}

/** A rule over one account's activity: a pure function of the set of its events, whatever order they came in. */
export type AccountRule<Thresholds> = (account: AccountView, thresholds: Thresholds) => Evidence | null;
