import { type SignInAttempt, type SuspiciousSignIn, type TakeoverThresholds, takeover } from '../rules/takeover.ts';
import type { SignInFact } from './fact.ts';
import { insertByTime } from './insert-by-time.ts';

/** Attempts kept of one address: a day's at the throttle's pace; the earliest are forgotten first. */
const attemptsMax = 5_000;

/** Who tried to sign in from which address: a set, whatever order it came in. */
export class SignInWatch {
  private readonly addresses = new Map<string, SignInAttempt[]>();
  private readonly changed = new Set<string>();

  apply({ kind, user, atMs, address }: SignInFact): void {
    if (address === null) return;
    const attempts = this.addresses.get(address) ?? [];
    this.addresses.set(address, attempts);
    const failed = kind === 'sign-in-failed';
    for (let i = attempts.length - 1; i >= 0 && attempts[i]!.atMs >= atMs; i--) {
      const known = attempts[i]!;
      if (known.atMs === atMs && known.user === user && known.failed === failed) return;
    }
    // Failures of the same millisecond come first: whether they count must not depend on how they came.
    insertByTime(attempts, { user, atMs, failed }, (attempt) => (attempt.failed ? 0 : 1));
    this.changed.add(address);
  }

  find(thresholds: readonly TakeoverThresholds[], found: (seen: SuspiciousSignIn, index: number) => void): void {
    for (const address of this.changed) {
      const attempts = this.addresses.get(address);
      if (!attempts) continue;
      for (const [index, one] of thresholds.entries()) for (const seen of takeover(attempts, one)) found(seen, index);
      if (attempts.length > attemptsMax) attempts.splice(0, attempts.length - attemptsMax);
    }
    this.changed.clear();
  }

  lookAgain(): void {
    for (const address of this.addresses.keys()) this.changed.add(address);
  }

  forgetBefore(atMs: number): void {
    for (const [address, attempts] of this.addresses) {
      // In the order of time: mostly nothing is too old.
      if (attempts[0]!.atMs >= atMs) continue;
      const kept = attempts.filter((attempt) => attempt.atMs >= atMs);
      if (kept.length === 0) this.addresses.delete(address);
      else this.addresses.set(address, kept);
    }
  }
}
