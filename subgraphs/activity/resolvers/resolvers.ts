import { dateTimeScalar } from '../../../platform/http/scalars.ts';
import type { Arrivals } from '../accounts/arrivals.ts';
import { createLikeProfile } from '../actions/like-profile.ts';
import { createUnlikeProfile } from '../actions/unlike-profile.ts';
import { createVisitProfile } from '../actions/visit-profile.ts';
import type { Resolvers } from '../generated/resolver-types.ts';
import type { ActivityStore } from '../open-store.ts';
import { likeResolvers, matchResolvers, visitorResolvers, visitResolvers } from './entity-resolvers.ts';
import { createMutationResolvers } from './mutation-resolvers.ts';
import { queryResolvers } from './query-resolvers.ts';
import { createUserResolvers } from './user-resolvers.ts';

/** All resolvers of the subgraph; the library adds those of federation itself. */
export function createResolvers({ store, arrivals }: { store: ActivityStore; arrivals: Arrivals }): Resolvers {
  const { visits, likes } = store;
  return {
    DateTime: dateTimeScalar,
    Query: queryResolvers,
    Mutation: createMutationResolvers({
      visitProfile: createVisitProfile({ visits, arrivals }),
      likeProfile: createLikeProfile({ likes, arrivals }),
      unlikeProfile: createUnlikeProfile({ likes, arrivals }),
    }),
    User: createUserResolvers(store),
    Visit: visitResolvers,
    Like: likeResolvers,
    Match: matchResolvers,
    Visitor: visitorResolvers,
  };
}
