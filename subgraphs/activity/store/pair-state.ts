import type { OutboxEvent } from '../../../platform/outbox/write-outbox.ts';
import type { LikeModel, MatchModel } from '../model.ts';
import type { Parties } from '../rules/refusal.ts';

/** All there is between one person and another, as the first sees it. */
export interface PairState extends Parties {
  /** The like of the first for the second. */
  readonly like: LikeModel | null;
  /** Whether the second likes the first. */
  readonly likedBack: boolean;
  readonly match: MatchModel | null;
}

/** What is to be stored of a new like. */
export interface NewLike {
  readonly like: LikeModel;
  /** The match it makes, if any. */
  readonly match: MatchModel | null;
  readonly events: readonly OutboxEvent[];
}

/** What a pair's state calls for: an outcome, and a like to store or none. */
export interface LikeDecision<Outcome> {
  readonly outcome: Outcome;
  readonly add: NewLike | null;
}

/** One person's wish to like another, before the pair's state is known. */
export interface LikeWrite {
  readonly fromId: string;
  readonly toId: string;
  readonly decide: (state: PairState) => LikeDecision<unknown>;
}

/** A pair as the database tells it. */
export interface PairRow extends Parties {
  likeId: string | null;
  likeAt: Date;
  likedBack: boolean;
  matchId: string | null;
  matchAt: Date;
}

/** The state behind a row. */
export function toPairState(row: PairRow, fromId: string, toId: string): PairState {
  return {
    actor: row.actor,
    target: row.target,
    like: row.likeId === null ? null : { id: row.likeId, at: row.likeAt, fromId, toId },
    likedBack: row.likedBack,
    match: row.matchId === null ? null : { id: row.matchId, at: row.matchAt, userIds: inOrder(fromId, toId) },
  };
}

/** A match names its two in the order of their ids. Lower-case UUIDs order as text as they do in the database. */
export function inOrder(a: string, b: string): [string, string] {
  return a < b ? [a, b] : [b, a];
}
