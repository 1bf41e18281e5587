import type { Evidence } from './rule.ts';
import { minutes } from './wording.ts';

export interface ProfileAfterSignInThresholds {
  /** How soon after the sign-in, in milliseconds, both ends included. */
  readonly windowMs: number;
}

/** A profile was changed: when, and which of its fields. */
export interface ProfileChange {
  readonly atMs: number;
  readonly fields: readonly string[];
}

/**
 * A profile changed right after a suspicious sign-in (takeover.ts): whoever takes an account over makes it theirs. Changes
 * up to `afterMs` don't count. Both lists are in the order of time. More of either never prove it wrong.
 */
export function profileAfterSignIn(
  signInsMs: readonly number[],
  changes: readonly ProfileChange[],
  { windowMs }: ProfileAfterSignInThresholds,
  afterMs: number,
): Evidence | null {
  for (const { atMs, fields } of changes) {
    if (atMs <= afterMs) continue;
    const signInMs = signInsMs.findLast((one) => one <= atMs);
    if (signInMs === undefined || signInMs < atMs - windowMs) continue;
    return {
      fromMs: signInMs,
      atMs,
      detail: `Changed ${fields.join(', ')} of the profile ${minutes(atMs - signInMs)} after a suspicious sign-in.`,
    };
  }
  return null;
}
