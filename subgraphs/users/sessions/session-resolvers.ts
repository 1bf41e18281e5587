import { isId } from '../accounts/account-id.ts';
import { eventContext } from '../event-context.ts';
import type { MutationResolvers } from '../generated/resolver-types.ts';
import { requireViewer, unauthenticated } from '../require-viewer.ts';
import { userError } from '../user-errors.ts';
import type { SessionIssuer } from './issue-session.ts';
import { hashRefreshToken } from './refresh-token.ts';
import { sessionRevokedEvent } from './session-events.ts';
import type { SessionStore } from './store.ts';

/** How a session goes on and how it ends. */
export function createSessionResolvers(deps: { sessions: SessionStore; issuer: SessionIssuer; now: () => Date }): {
  Mutation: Pick<MutationResolvers, 'refreshSession' | 'signOut'>;
} {
  const { sessions, issuer } = deps;
  return {
    Mutation: {
      async refreshSession(_parent, { refreshToken }, request) {
        const now = deps.now();
        const next = issuer.next(now);
        const rotated = await sessions.rotate({
          tokenHash: hashRefreshToken(refreshToken),
          nextHash: next.hash,
          now,
          expiresAt: next.expiresAt,
          // Whoever used it the second time isn't known to be the owner: nobody is named as the actor.
          revoked: (session) => sessionRevokedEvent(session, eventContext(request, now, null)),
        });
        if (!rotated) {
          const error = userError('INVALID_REFRESH_TOKEN', 'This refresh token is over. Sign in again.', [
            'refreshToken',
          ]);
          return { session: null, userErrors: [error] };
        }
        return {
          session: await issuer.issue({ ...rotated, refreshToken: next.refreshToken }, now),
          userErrors: [],
        };
      },

      async signOut(_parent, _args, request) {
        const accountId = requireViewer(request.identity);
        const user = await request.users.load(accountId);
        // A token without a session of ours (another issuer's) has none to end here.
        const id = request.identity.session;
        if (!user || id === null || !isId(id)) throw unauthenticated();
        const session = { id, accountId };
        const now = deps.now();
        await sessions.signOut(session, now, sessionRevokedEvent(session, eventContext(request, now)));
        return { user, userErrors: [] };
      },
    },
  };
}
