import { z } from 'zod';
import { readPage, toConnection } from '../../../platform/http/keyset.ts';
import type { QueryResolvers } from '../generated/resolver-types.ts';
import { readFilter } from './read-filter.ts';
import type { DiscoverPosition, DiscoverStore } from './store.ts';

/** The end of the year 9999: later instants have no four-digit year, which PostgreSQL would not read. */
const instantMaxMs = 253_402_300_799_999;
const positionSchema: z.ZodType<DiscoverPosition> = z.tuple([z.int().min(0).max(instantMaxMs), z.uuid()]);

export function createDiscoverResolvers(deps: { discover: DiscoverStore; now: () => Date }): {
  Query: Pick<QueryResolvers, 'discover'>;
} {
  return {
    Query: {
      async discover(_parent, args, { claim }) {
        const { first, after } = readPage(args, positionSchema);
        const rows = await deps.discover.findPage(readFilter(args.filter, deps.now()), after, first + 1, claim);
        return toConnection(rows, first, {
          position: (user) => [user.joinedAt.getTime(), user.id],
          node: (user) => user,
        });
      },
    },
  };
}
