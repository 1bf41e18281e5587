import { z } from 'zod';
import { readPage, toConnection } from '../../../platform/http/keyset.ts';
import type { QueryResolvers } from '../generated/resolver-types.ts';
import { requireScope } from '../require-scope.ts';
import { isUuid } from './uuid.ts';

/** Cursors of the queue: when the case was opened, and its id. */
const positionSchema = z.tuple([z.int(), z.uuid()]).transform(([openedAtMs, id]) => ({ openedAtMs, id }));

export const query: QueryResolvers = {
  async fraudCases(_, { status, rule, userId, first, after }, { identity, cases }) {
    requireScope(identity, 'fraud:review');
    const page = readPage({ first, after }, positionSchema);
    // What is no id of ours is an account without cases.
    const filter = { status: status ?? null, rule: rule ?? null, userId: userId ?? null };
    const rows = userId && !isUuid(userId) ? [] : await cases.list(filter, page);
    return toConnection(rows, page.first, {
      position: (row) => [row.openedAt.getTime(), row.id],
      node: (row) => row,
    });
  },

  fraudCase(_, { id }, { identity, loaders }) {
    requireScope(identity, 'fraud:review');
    return isUuid(id) ? loaders.fraudCase.load(id) : null;
  },
};
