import type { MutationResolvers } from '../generated/resolver-types.ts';
import { requireScope } from '../require-scope.ts';
import { isUuid } from './uuid.ts';

/** As the schema says it. */
const noteCharactersMax = 2_000;

const failed = (code: string, message: string, field: string) => ({
  case: null,
  userErrors: [{ code, message, field: ['input', field] }],
});

export const mutation: MutationResolvers = {
  async resolveFraudCase(_, { input }, { identity, trace, verdicts }) {
    const reviewerId = requireScope(identity, 'fraud:review');
    const note = input.note?.trim() || null;
    if (note && note.length > noteCharactersMax)
      return failed('INVALID_INPUT', `A note has at most ${noteCharactersMax} characters.`, 'note');
    if (!isUuid(input.id)) return failed('NOT_FOUND', 'There is no such case.', 'id');
    const result = await verdicts.resolve({ id: input.id, verdict: input.verdict, note, reviewerId, trace });
    if (result.outcome === 'not-found') return failed('NOT_FOUND', 'There is no such case.', 'id');
    if (result.outcome === 'already-resolved')
      return failed('ALREADY_RESOLVED', 'This case already has a verdict.', 'id');
    return { case: result.fraudCase, userErrors: [] };
  },
};
