import type { FraudCaseResolvers, UserResolvers } from '../generated/resolver-types.ts';
import { requireScope } from '../require-scope.ts';
import { isUuid } from './uuid.ts';

/** Nothing was ever seen of an id that names no account here. */
const noRisk = { score: 0, level: 'NONE' as const, reasons: [] };

export const user: UserResolvers = {
  // Owned by another subgraph: every id is taken at its word.
  __resolveReference: ({ id }) => ({ id }),

  async risk({ id }, _, { identity, loaders }) {
    requireScope(identity, 'fraud:read');
    if (!isUuid(id)) return noRisk;
    const risk = await loaders.risk.load(id);
    return { ...risk, reasons: [...risk.reasons] };
  },
};

export const fraudCase: FraudCaseResolvers = {
  // An entity can be asked for by id past the fields that guard it, so it is guarded itself.
  __resolveReference({ id }, { identity, loaders }) {
    requireScope(identity, 'fraud:review');
    return isUuid(id) ? loaders.fraudCase.load(id) : null;
  },
  user: ({ userId }) => ({ id: userId }),
  reasons: ({ id }, _, { loaders }) => loaders.caseReasons.load(id),
  async timeline({ id }, _, { loaders }) {
    const events = await loaders.caseTimeline.load(id);
    return events.map(({ byId, ...event }) => ({ ...event, by: byId ? { id: byId } : null }));
  },
  resolvedBy: ({ resolvedById }) => (resolvedById ? { id: resolvedById } : null),
};
