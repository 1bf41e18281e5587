/** What an account did to another, as small numbers so that a window of many stays small. */
export const activityKinds = { visited: 0, liked: 1, unliked: 2 } as const;
export type ActivityKind = keyof typeof activityKinds;

/** Somebody visited, liked or unliked somebody. Times of every fact are event times, in milliseconds since 1970. */
export interface ActivityFact {
  readonly kind: ActivityKind;
  readonly user: string;
  readonly target: string;
  readonly atMs: number;
}

export interface RegisteredFact {
  readonly kind: 'registered';
  readonly user: string;
  readonly atMs: number;
  /** Keyed hashes; null where the client sent none. */
  readonly device: string | null;
  readonly address: string | null;
}

/** An attempt to sign in. `user` is null where no account has that email. */
export interface SignInFact {
  readonly kind: 'signed-in' | 'sign-in-failed';
  readonly user: string | null;
  readonly atMs: number;
  readonly device: string | null;
  readonly address: string | null;
}

export interface ProfileChangedFact {
  readonly kind: 'profile-changed';
  readonly user: string;
  readonly atMs: number;
  readonly fields: readonly string[];
}

/** The account is gone: everything held of it goes, too. */
export interface DeletedFact {
  readonly kind: 'deleted';
  readonly user: string;
  readonly atMs: number;
}

/** A reviewer cleared the account of these rules: what happened up to `atMs` counts for none of them any more. */
export interface ReleasedFact {
  readonly kind: 'released';
  readonly user: string;
  readonly rules: readonly string[];
  readonly atMs: number;
}

/** One thing the service was told by the log, read out of its event. */
export type Fact = ActivityFact | RegisteredFact | SignInFact | ProfileChangedFact | DeletedFact | ReleasedFact;

export const isActivity = (fact: Fact): fact is ActivityFact => fact.kind in activityKinds;
