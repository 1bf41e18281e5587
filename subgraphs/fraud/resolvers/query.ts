import { z } from 'zod';
import { readPage, toConnection } from '../../../platform/http/keyset.ts';
import type { QueryResolvers } from '../generated/resolver-types.ts';
import { requireScope } from '../require-scope.ts';
import { isUuid } from './uuid.ts';

/** Cursors of the queue: when the case was opened, and its id. */
const positionSchema = z.tuple([z.int(), z.uuid()]).transform(([openedAtMs, id]) => ({ openedAtMs, id }));

export const query: QueryResolvers = {
  async fraudCases(_, { status, first, after }, { identity, cases }) {
    requireScope(identity, 'fraud:review');
    const page = readPage({ first, after }, positionSchema);
    const rows = await cases.list({ status: status ?? null }, page);
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
