import { GraphQLError } from 'graphql';
import { holdsScopes, type Identity } from '../../platform/identity/identity.ts';

/**
 * Refuses whoever doesn't hold the scope. The router refuses them already; this is the second lock, kept by the owner.
 *
 * Throws a GraphQLError with code UNAUTHENTICATED where nobody is signed in, else FORBIDDEN. Returns the account's id.
 */
export function requireScope(identity: Identity, scope: 'fraud:read' | 'fraud:review'): string {
  if (identity.subject === null) throw new GraphQLError('Sign in first.', { extensions: { code: 'UNAUTHENTICATED' } });
  if (!holdsScopes(identity, [[scope]]))
    throw new GraphQLError(`This needs the scope ${scope}.`, { extensions: { code: 'FORBIDDEN' } });
  return identity.subject;
}
