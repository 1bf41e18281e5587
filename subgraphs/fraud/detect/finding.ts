import type { Action } from '../score/assess.ts';

/**
 * A rule fired on an account. `user`, `rule` and `evidence` together are its identity: found again (after a restart, a
 * redelivery, by another worker) it is the same finding, and decides nothing anew.
 */
export interface Finding {
  readonly user: string;
  readonly rule: string;
  readonly evidence: string;
  readonly action: Action;
  readonly weight: number;
  readonly detail: string;
  /** Event times of the first and the last event of the evidence, in milliseconds since 1970. */
  readonly fromMs: number;
  readonly atMs: number;
  /** Of the rules document that it was found by. */
  readonly rulesVersion: number;
}
