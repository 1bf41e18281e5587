import type { RequestContext } from '../../../platform/http/subgraph-server.ts';
import type { Arrivals } from '../accounts/arrivals.ts';
import { eventContext, unlikeEvents } from '../events.ts';
import { makeId, readId } from '../ids.ts';
import type { LikeModel } from '../model.ts';
import { type Parties, refusalOf } from '../rules/refusal.ts';
import type { LikeStore } from '../store/like-store.ts';
import type { ActionErrorCode } from '../user-errors.ts';
import { onKnownTarget } from './on-known-target.ts';

export interface UnlikeOutcome {
  /** The like that was taken back; null where there was none. */
  readonly like: LikeModel | null;
  readonly error: ActionErrorCode | null;
}

/**
 * Takes a like back, and the match it belonged to. It may be taken back from an account that was restricted since; only
 * one that never was is unavailable. Where there is no like there is nothing to do, and that is no error.
 */
export function createUnlikeProfile({ likes, arrivals }: { likes: LikeStore; arrivals: Arrivals }) {
  return async (request: RequestContext, fromId: string, userId: string): Promise<UnlikeOutcome> => {
    const toId = readId(userId);
    if (toId === null) return { like: null, error: 'TARGET_UNAVAILABLE' };
    if (toId === fromId) return { like: null, error: 'SELF' };

    const { outcome } = await onKnownTarget<{ parties: Parties; outcome: UnlikeOutcome }>(arrivals, toId, () =>
      likes.inPair(fromId, toId, async (pair) => {
        const state = await pair.read();
        const refusal = refusalOf(state);
        if (refusal === 'ACCOUNT_RESTRICTED' || state.target === null)
          return { parties: state, outcome: { like: null, error: refusal } };
        if (state.like) await pair.removeLike(state.like, unlikeEvents(state.like, eventContext(request, makeId().at)));
        return { parties: state, outcome: { like: state.like, error: null } };
      }),
    );
    return outcome;
  };
}
