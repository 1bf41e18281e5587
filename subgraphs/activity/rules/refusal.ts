import type { AccountStatus } from '../model.ts';

/** Why an action on somebody's profile is refused. */
export type Refusal = 'ACCOUNT_RESTRICTED' | 'TARGET_UNAVAILABLE';

/** What is known of the two accounts of an action; null: nothing (yet). */
export interface Parties {
  readonly actor: AccountStatus | null;
  readonly target: AccountStatus | null;
}

/**
 * Whether the actor may act on the target; null: yes.
 *
 * An actor of whom nothing is known is taken for ACTIVE: the router verified their session, so the account exists, and
 * what isn't known yet is only that it was registered a moment ago. A target of whom nothing is known doesn't exist.
 */
export function refusalOf({ actor, target }: Parties): Refusal | null {
  if (actor !== null && actor !== 'ACTIVE') return 'ACCOUNT_RESTRICTED';
  return target === 'ACTIVE' ? null : 'TARGET_UNAVAILABLE';
}
