/** What stands behind a `User` here: its id; the rest is looked up field by field. */
export interface UserModel {
  readonly id: string;
}

/** What stands behind a `Visit`. */
export interface VisitModel {
  readonly id: string;
  readonly at: Date;
  readonly visitorId: string;
  readonly visitedId: string;
}

/** What stands behind a `Like`. */
export interface LikeModel {
  readonly id: string;
  readonly at: Date;
  readonly fromId: string;
  readonly toId: string;
}

/** What stands behind a `Match`: the two in the order of their ids. */
export interface MatchModel {
  readonly id: string;
  readonly at: Date;
  readonly userIds: readonly [string, string];
}

/** What stands behind a `Visitor`: one person's visits to one profile, counted. */
export interface VisitorModel {
  readonly userId: string;
  readonly visits: number;
  readonly lastVisitedAt: Date;
}

/** What an account may do, as the log tells. */
export type AccountStatus = 'ACTIVE' | 'FRAUDULENT' | 'SUSPENDED' | 'DELETED';
