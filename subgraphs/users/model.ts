/** What an account may do. */
export type AccountStatus = 'ACTIVE' | 'FRAUDULENT' | 'SUSPENDED' | 'DELETED';

/** An account whose owner is still with us. Private fields are here; the resolvers decide who sees them. */
export interface LiveUserModel {
  readonly id: string;
  readonly status: Exclude<AccountStatus, 'DELETED'>;
  readonly handle: string;
  readonly name: string;
  readonly email: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  readonly city: string;
  readonly bio: string | null;
  readonly interests: readonly string[];
  readonly photoUrl: string | null;
  readonly joinedAt: Date;
}

/** What is left of a deleted account: its id stays resolvable, with no data. */
export interface TombstoneModel {
  readonly id: string;
  readonly status: 'DELETED';
}

/** What stands behind a `User`. */
export type UserModel = LiveUserModel | TombstoneModel;

/** What stands behind a `Session`. */
export interface SessionModel {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: Date;
  readonly user: UserModel;
}
