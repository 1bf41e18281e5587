import { GraphQLError } from 'graphql';
import type { Identity } from '../../platform/identity/identity.ts';
import { readId } from './ids.ts';

/** The signed-in account, or null where nobody is, or somebody whose subject is no account of Kith. */
export function viewerOf(identity: Identity): string | null {
  return identity.subject === null ? null : readId(identity.subject);
}

/** The signed-in account. Throws a GraphQLError with code UNAUTHENTICATED where there is none. */
export function requireViewer(identity: Identity): string {
  const viewer = viewerOf(identity);
  if (viewer === null) throw new GraphQLError('Sign in first.', { extensions: { code: 'UNAUTHENTICATED' } });
  return viewer;
}

/** Throws UNAUTHENTICATED for nobody and FORBIDDEN for anybody but the owner of what is asked for. */
export function requireOwner(identity: Identity, ownerId: string): void {
  if (requireViewer(identity) !== ownerId)
    throw new GraphQLError('Only shown to the person it belongs to.', { extensions: { code: 'FORBIDDEN' } });
}
