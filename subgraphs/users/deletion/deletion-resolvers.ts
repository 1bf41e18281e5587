import { userDeleted } from '../../../events/user-deleted.ts';
import { userStatusChanged } from '../../../events/user-status-changed.ts';
import { outboxEvent } from '../../../platform/outbox/write-outbox.ts';
import { eventContext } from '../event-context.ts';
import type { MutationResolvers } from '../generated/resolver-types.ts';
import { requireViewer, unauthenticated } from '../require-viewer.ts';
import { sessionRevokedEvent } from '../sessions/session-events.ts';
import type { Passwords } from '../sign-in/passwords.ts';
import type { SignInThrottle } from '../sign-in/throttle.ts';
import { accountRestricted, tooManyAttempts, userError } from '../user-errors.ts';
import type { DeletionStore } from './store.ts';

/** Deletes the viewer's account. Guessing its password here counts as guessing it at sign-in. */
export function createDeletionResolvers(deps: {
  deletions: DeletionStore;
  passwords: Passwords;
  throttle: SignInThrottle;
  now: () => Date;
}): { Mutation: Pick<MutationResolvers, 'deleteAccount'> } {
  const { deletions, passwords, throttle } = deps;
  return {
    Mutation: {
      async deleteAccount(_parent, { input }, request) {
        const accountId = requireViewer(request.identity);
        const secret = await deletions.findSecret(accountId);
        if (!secret) throw unauthenticated();
        if (secret.status !== 'ACTIVE') return { user: null, userErrors: [accountRestricted()] };

        const attempt = { email: secret.email, address: request.identity.address };
        if (!(await throttle.begin(attempt))) return { user: null, userErrors: [tooManyAttempts()] };
        if (!(await passwords.check(secret.passwordHash, input.password, request.claim))) {
          const error = userError('INVALID_CREDENTIALS', 'This is not the password.', ['input', 'password']);
          return { user: null, userErrors: [error] };
        }
        await throttle.succeed(attempt);

        const now = deps.now();
        const context = eventContext(request, now);
        const user = await deletions.erase(accountId, now, (sessionIds) => [
          ...sessionIds.map((id) => sessionRevokedEvent({ id, accountId }, context)),
          outboxEvent(userDeleted, userDeleted.create({ user: { id: accountId } }, context)),
          outboxEvent(
            userStatusChanged,
            userStatusChanged.create({ user: { id: accountId }, status: 'DELETED' }, context),
          ),
        ]);
        // Restricted between the check and the deletion.
        if (!user) return { user: null, userErrors: [accountRestricted()] };
        return { user, userErrors: [] };
      },
    },
  };
}
