import type { FraudCaseResolvers, RiskResolvers, UserResolvers } from '../generated/resolver-types.ts';
import type { RiskModel } from '../model.ts';
import { requireScope } from '../require-scope.ts';
import { isUuid } from './uuid.ts';

/** Of an id that names no account here nothing was ever seen. */
const noRisk = (userId: string): RiskModel => ({ userId, score: 0, level: 'NONE' });

export const user: UserResolvers = {
  // Owned by another subgraph: every id is taken at its word.
  __resolveReference: ({ id }) => ({ id }),

  async risk({ id }, _, { identity, loaders }) {
    requireScope(identity, 'fraud:read');
    return (isUuid(id) ? await loaders.risk.load(id.toLowerCase()) : null) ?? noRisk(id);
  },
};

/** Only `User.risk` makes one, for those who may see it. */
export const risk: RiskResolvers = {
  async reasons({ userId }, _, { loaders }) {
    return isUuid(userId) ? [...((await loaders.riskReasons.load(userId.toLowerCase())) ?? [])] : [];
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
