import { createHash } from 'node:crypto';
import type { ThrottleStore } from './throttle-store.ts';

/**
 * Bounds guessing: so many failed attempts an account and an address in a window of 15 minutes. An attempt is counted
 * before its password is checked, so that many at once can't slip through together, and given back when it succeeds.
 *
 * The account is counted by a hash of the email that was sent, so that an email without an account is throttled alike.
 */
export interface SignInThrottle {
  /** Counts an attempt. False: it must be refused unchecked, whether or not the password is right. */
  begin(attempt: Attempt): Promise<boolean>;
  /** The password was right: forgets the account's failures and gives the address its attempt back. */
  succeed(attempt: Attempt): Promise<void>;
}

export interface Attempt {
  /** Lower-case. */
  readonly email: string;
  /** The client's address hash. */
  readonly address: string;
}

/** Guessing 10 in 15 minutes is 960 a day: hopeless against 8 characters, and a person forgets fewer times in a row. */
const accountAttemptsMax = 10;
/** Offices and mobile carriers put hundreds of people behind one address; so many don't all fail in one window. */
const addressAttemptsMax = 100;
const windowMs = 15 * 60 * 1000;

export function createSignInThrottle(deps: { store: ThrottleStore; now: () => Date }): SignInThrottle {
  return {
    async begin(attempt) {
      const now = deps.now();
      const counts = await deps.store.count(keysOf(attempt), now, new Date(now.getTime() + windowMs));
      return counts.account <= accountAttemptsMax && counts.address <= addressAttemptsMax;
    },
    succeed: (attempt) => deps.store.giveBack(keysOf(attempt)),
  };
}

function keysOf({ email, address }: Attempt): { account: string; address: string } {
  return {
    account: `account:${createHash('sha256').update(email).digest('base64url')}`,
    address: `address:${address}`,
  };
}
