import type { Evidence } from './rule.ts';
import { minutes } from './wording.ts';

export interface TakeoverThresholds {
  readonly tiers: readonly TakeoverTier[];
}

interface TakeoverTier {
  /** Distinct accounts that failed from the address; each attempt on an unknown email counts as one. */
  readonly failures: number;
  readonly windowMs: number;
}

/** An attempt to sign in from one address. `user` is null where no account has the email that was tried. */
export interface SignInAttempt {
  readonly atMs: number;
  readonly user: string | null;
  readonly failed: boolean;
}

export interface SuspiciousSignIn {
  readonly user: string;
  /** The account itself failed from the address before it succeeded: the list fitted in the end. */
  readonly proven: boolean;
  readonly evidence: Evidence;
}

/**
 * Credential stuffing: many accounts fail from one address, then one succeeds. Given an address's attempts in the order of
 * time; returns each success that so many failures came before. More attempts never prove it wrong.
 */
export function takeover(attempts: readonly SignInAttempt[], { tiers }: TakeoverThresholds): SuspiciousSignIn[] {
  return tiers.flatMap((tier) => successesAfterFailures(attempts, tier));
}

function successesAfterFailures(
  attempts: readonly SignInAttempt[],
  { failures, windowMs }: TakeoverTier,
): SuspiciousSignIn[] {
  const found: SuspiciousSignIn[] = [];
  const failed = new Map<string, number>();
  let unknown = 0;
  let first = 0;
  const count = ({ user, failed: isFailure }: SignInAttempt, step: 1 | -1): void => {
    if (!isFailure) return;
    if (user === null) unknown += step;
    else if ((failed.get(user) ?? 0) + step === 0) failed.delete(user);
    else failed.set(user, (failed.get(user) ?? 0) + step);
  };
  for (const attempt of attempts) {
    while (attempts[first]!.atMs < attempt.atMs - windowMs) count(attempts[first++]!, -1);
    count(attempt, 1);
    if (attempt.failed || attempt.user === null || failed.size + unknown < failures) continue;
    const fromMs = attempts[first]!.atMs;
    found.push({
      user: attempt.user,
      proven: failed.has(attempt.user),
      evidence: {
        fromMs,
        atMs: attempt.atMs,
        detail:
          `Signed in from an address at which ${failed.size + unknown} accounts or unknown emails had failed ` +
          `within ${minutes(attempt.atMs - fromMs)}${failed.has(attempt.user) ? ', this one among them' : ''}.`,
      },
    });
  }
  return found;
}
