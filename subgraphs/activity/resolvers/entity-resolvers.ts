import type { LikeResolvers, MatchResolvers, VisitorResolvers, VisitResolvers } from '../generated/resolver-types.ts';
import { viewerOf } from '../viewer.ts';

/** Visits, likes and matches by id are there for the two people they are about, and for nobody else. */
function onlyFor<Model>(model: Model | null, viewer: string | null, people: (model: Model) => readonly string[]) {
  return model !== null && viewer !== null && people(model).includes(viewer) ? model : null;
}

export const visitResolvers: VisitResolvers = {
  __resolveReference: async ({ id }, { loaders, identity }) =>
    onlyFor(await loaders.visit.load(id), viewerOf(identity), (visit) => [visit.visitorId, visit.visitedId]),
  visitor: ({ visitorId }) => ({ id: visitorId }),
  visited: ({ visitedId }) => ({ id: visitedId }),
};

export const likeResolvers: LikeResolvers = {
  __resolveReference: async ({ id }, { loaders, identity }) =>
    onlyFor(await loaders.like.load(id), viewerOf(identity), (like) => [like.fromId, like.toId]),
  from: ({ fromId }) => ({ id: fromId }),
  to: ({ toId }) => ({ id: toId }),
};

export const matchResolvers: MatchResolvers = {
  __resolveReference: async ({ id }, { loaders, identity }) =>
    onlyFor(await loaders.match.load(id), viewerOf(identity), (match) => match.userIds),
  users: ({ userIds }) => userIds.map((id) => ({ id })),
};

export const visitorResolvers: VisitorResolvers = {
  user: ({ userId }) => ({ id: userId }),
};
