import type { RequestContext } from '../../../platform/http/subgraph-server.ts';
import type { Arrivals } from '../accounts/arrivals.ts';
import { eventContext, likeEvents, matchEvents } from '../events.ts';
import { makeId, readId } from '../ids.ts';
import type { LikeModel, MatchModel } from '../model.ts';
import { refusalOf } from '../rules/refusal.ts';
import type { LikeStore } from '../store/like-store.ts';
import { inOrder } from '../store/pair-state.ts';
import type { ActionErrorCode } from '../user-errors.ts';
import { onKnownTarget } from './on-known-target.ts';

export interface LikeOutcome {
  readonly like: LikeModel | null;
  readonly match: MatchModel | null;
  readonly error: ActionErrorCode | null;
}

/**
 * Likes a profile. Liking twice gives the first like again, and no event. A like that meets the other's makes a match,
 * of which each of the two is noticed.
 */
export function createLikeProfile({ likes, arrivals }: { likes: LikeStore; arrivals: Arrivals }) {
  return async (request: RequestContext, fromId: string, userId: string): Promise<LikeOutcome> => {
    const refused = (error: ActionErrorCode): LikeOutcome => ({ like: null, match: null, error });
    const toId = readId(userId);
    if (toId === null) return refused('TARGET_UNAVAILABLE');
    if (toId === fromId) return refused('SELF');

    const { outcome } = await onKnownTarget(arrivals, toId, () =>
      likes.like(
        fromId,
        toId,
        (state) => {
          const unchanged = (outcome: LikeOutcome) => ({ outcome: { parties: state, outcome }, add: null });
          const error = refusalOf(state);
          if (error) return unchanged(refused(error));
          if (state.like) return unchanged({ like: state.like, match: state.match, error: null });

          const like: LikeModel = { ...makeId(), fromId, toId };
          const match: MatchModel | null = state.likedBack ? { ...makeId(), userIds: inOrder(fromId, toId) } : null;
          const events = likeEvents(like, eventContext(request, like.at));
          if (match) events.push(...matchEvents(match, eventContext(request, match.at)));
          return { outcome: { parties: state, outcome: { like, match, error: null } }, add: { like, match, events } };
        },
        request.claim,
      ),
    );
    return outcome;
  };
}
