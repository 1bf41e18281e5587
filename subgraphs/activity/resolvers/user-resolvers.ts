import { z } from 'zod';
import type { Claim } from '../../../platform/http/claim.ts';
import { type PageArguments, readPage, toConnection } from '../../../platform/http/keyset.ts';
import type { UserResolvers } from '../generated/resolver-types.ts';
import { readId } from '../ids.ts';
import type { VisitorModel } from '../model.ts';
import type { ActivityStore } from '../open-store.ts';
import { requireOwner } from '../viewer.ts';

/** Likes and matches are ordered by their ids alone, which begin with their time. */
const idPosition = z.uuidv7().transform((id) => id.toLowerCase());
const visitorPosition = z.tuple([z.iso.datetime({ precision: 3 }), idPosition]);

const byLastVisit = {
  position: ({ lastVisitedAt, userId }: VisitorModel) => [lastVisitedAt.toISOString(), userId],
  node: (visitor: VisitorModel) => visitor,
};

/** The largest number that GraphQL's Int holds: more than that is shown as that. */
const intMax = 2 ** 31 - 1;

/**
 * What others did to a person's profile, and what the person did. Lists are the owner's own: null with FORBIDDEN for
 * anybody else. `User` itself is a stub here: whether an id is anybody is for its owning subgraph to say.
 */
export function createUserResolvers({ visits, likes, matches }: ActivityStore): UserResolvers {
  const listById = <Row extends { readonly id: string }>(
    fetch: (userId: string, after: string | null, limit: number, claim?: Claim) => Promise<readonly Row[]>,
  ) => {
    const byId = { position: (row: Row) => row.id, node: (row: Row) => row };
    return async (userId: string, args: PageArguments, claim: Claim | undefined) => {
      const { first, after } = readPage(args, idPosition);
      const rows = await fetch(userId, after, first + 1, claim);
      return toConnection(rows, first, byId);
    };
  };
  const received = listById(likes.received);
  const given = listById(likes.given);
  const matched = listById(matches.of);

  return {
    __resolveReference: ({ id }) => ({ id: readId(id) ?? id }),

    async visitors({ id }, args, { identity, claim }) {
      requireOwner(identity, id);
      const { first, after } = readPage(args, visitorPosition);
      const position = after && { at: new Date(after[0]), visitorId: after[1] };
      const rows = await visits.visitors(id, position, first + 1, claim);
      return toConnection(rows, first, byLastVisit);
    },
    likesReceived({ id }, args, { identity, claim }) {
      requireOwner(identity, id);
      return received(id, args, claim);
    },
    likesGiven({ id }, args, { identity, claim }) {
      requireOwner(identity, id);
      return given(id, args, claim);
    },
    matches({ id }, args, { identity, claim }) {
      requireOwner(identity, id);
      return matched(id, args, claim);
    },

    visitCount: async ({ id }, _args, { loaders }) => toInt((await loaders.counts.load(id))?.visits),
    likeCount: async ({ id }, _args, { loaders }) => toInt((await loaders.counts.load(id))?.likes),
    likedByViewer: ({ id }, _args, { loaders }) => loaders.likedByViewer.load(id),
  };
}

function toInt(count: number | undefined): number | null {
  return count === undefined ? null : Math.min(Math.max(count, 0), intMax);
}
