import type { createLikeProfile } from '../actions/like-profile.ts';
import type { createUnlikeProfile } from '../actions/unlike-profile.ts';
import type { createVisitProfile } from '../actions/visit-profile.ts';
import type { MutationResolvers } from '../generated/resolver-types.ts';
import { toUserErrors } from '../user-errors.ts';
import { requireViewer } from '../viewer.ts';

export interface Actions {
  readonly visitProfile: ReturnType<typeof createVisitProfile>;
  readonly likeProfile: ReturnType<typeof createLikeProfile>;
  readonly unlikeProfile: ReturnType<typeof createUnlikeProfile>;
}

export function createMutationResolvers(actions: Actions): MutationResolvers {
  return {
    async visitProfile(_root, { userId }, context) {
      const { visit, error } = await actions.visitProfile(context, requireViewer(context.identity), userId);
      return { visit, userErrors: toUserErrors(error) };
    },
    async likeProfile(_root, { userId }, context) {
      const { like, match, error } = await actions.likeProfile(context, requireViewer(context.identity), userId);
      return { like, match, userErrors: toUserErrors(error) };
    },
    async unlikeProfile(_root, { userId }, context) {
      const { like, error } = await actions.unlikeProfile(context, requireViewer(context.identity), userId);
      return { like, userErrors: toUserErrors(error) };
    },
  };
}
