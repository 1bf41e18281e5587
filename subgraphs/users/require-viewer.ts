import { GraphQLError } from 'graphql';
import type { Identity } from '../../platform/identity/identity.ts';
import { isId } from './accounts/account-id.ts';

/**
 * The signed-in account's id. Throws a GraphQLError with code UNAUTHENTICATED where nobody is signed in, or somebody
 * who can't have an account here (another issuer's subject).
 */
export function requireViewer(identity: Identity): string {
  if (identity.subject === null || !isId(identity.subject)) throw unauthenticated();
  return identity.subject;
}

/** For requests without an identity, and for those whose account is gone. */
export function unauthenticated(): GraphQLError {
  return new GraphQLError('Sign in first.', { extensions: { code: 'UNAUTHENTICATED' } });
}
