import {
  type ProfileAfterSignInThresholds,
  type ProfileChange,
  profileAfterSignIn,
} from '../rules/profile-after-sign-in.ts';
import type { Evidence } from '../rules/rule.ts';
import type { ProfileChangedFact } from './fact.ts';
import { insertByTime } from './insert-by-time.ts';

/** Changes kept of one account: who changes more within an hour has been seen by then. */
const changesMax = 100;

/** Who changed a profile lately, and who signed in suspiciously: two sets, whatever order they came in. */
export class ProfileWatch {
  private readonly changes = new Map<string, ProfileChange[]>();
  private readonly signInsMs = new Map<string, number[]>();
  private readonly changed = new Set<string>();

  apply({ user, atMs, fields }: ProfileChangedFact): void {
    const changes = this.changes.get(user) ?? [];
    if (changes.some((known) => known.atMs === atMs)) return;
    insertByTime(changes, { atMs, fields });
    if (changes.length > changesMax) changes.shift();
    this.changes.set(user, changes);
    this.changed.add(user);
  }

  /** The account signed in suspiciously. */
  suspect(user: string, atMs: number): void {
    const times = this.signInsMs.get(user) ?? [];
    if (times.includes(atMs)) return;
    this.signInsMs.set(
      user,
      [...times, atMs].sort((a, b) => a - b),
    );
    this.changed.add(user);
  }

  /** `afterMs`: of each account, only changes after it count (a reviewer cleared it). */
  find(
    thresholds: ProfileAfterSignInThresholds,
    afterMs: (user: string) => number,
    found: (user: string, evidence: Evidence) => void,
  ): void {
    for (const user of this.changed) {
      const [signInsMs, changes] = [this.signInsMs.get(user), this.changes.get(user)];
      if (!signInsMs || !changes) continue;
      const seen = profileAfterSignIn(signInsMs, changes, thresholds, afterMs(user));
      if (seen) found(user, seen);
    }
    this.changed.clear();
  }

  lookAgain(user: string): void {
    this.changed.add(user);
  }

  /** Other thresholds hold: which sign-ins are suspicious is told anew. */
  judgeAnew(): void {
    this.signInsMs.clear();
    for (const user of this.changes.keys()) this.changed.add(user);
  }

  forgetAccount(user: string): void {
    this.changes.delete(user);
    this.signInsMs.delete(user);
  }

  forgetBefore(atMs: number): void {
    for (const [user, changes] of this.changes) if (changes.at(-1)!.atMs < atMs) this.changes.delete(user);
    for (const [user, times] of this.signInsMs) if (times.at(-1)! < atMs) this.signInsMs.delete(user);
  }
}
