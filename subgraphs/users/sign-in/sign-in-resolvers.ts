import { signInFailed } from '../../../events/sign-in-failed.ts';
import { signInSucceeded } from '../../../events/sign-in-succeeded.ts';
import { outboxEvent } from '../../../platform/outbox/write-outbox.ts';
import { isEmail, normaliseEmail } from '../accounts/email.ts';
import { eventContext } from '../event-context.ts';
import type { MutationResolvers } from '../generated/resolver-types.ts';
import type { SessionIssuer } from '../sessions/issue-session.ts';
import type { SessionStore } from '../sessions/store.ts';
import { tooManyAttempts, userError } from '../user-errors.ts';
import type { Passwords } from './passwords.ts';
import type { CredentialStore } from './store.ts';
import type { SignInThrottle } from './throttle.ts';

/**
 * Signs in. A wrong password and an unknown email go the same way: the same count, the same work for the password, one
 * published failure and the same answer. A restricted account may sign in: it may read.
 */
export function createSignInResolvers(deps: {
  credentials: CredentialStore;
  passwords: Passwords;
  throttle: SignInThrottle;
  sessions: SessionStore;
  issuer: SessionIssuer;
  now: () => Date;
}): { Mutation: Pick<MutationResolvers, 'signIn'> } {
  const { credentials, passwords, throttle, sessions, issuer } = deps;
  return {
    Mutation: {
      async signIn(_parent, { input }, request) {
        const email = normaliseEmail(input.email);
        const attempt = { email, address: request.identity.address };
        if (!(await throttle.begin(attempt))) return { session: null, userErrors: [tooManyAttempts()] };

        const found = isEmail(email) ? await credentials.findByEmail(email) : null;
        const matches = await passwords.check(found?.passwordHash ?? null, input.password, request.claim);
        const now = deps.now();
        if (found && matches) {
          const { user, scopes } = found;
          const { row, refreshToken } = issuer.begin(user.id, now);
          const event = signInSucceeded.create({ user: { id: user.id } }, eventContext(request, now, user.id));
          if (await sessions.open(row, [outboxEvent(signInSucceeded, event)])) {
            await throttle.succeed(attempt);
            return { session: await issuer.issue({ id: row.id, refreshToken, user, scopes }, now), userErrors: [] };
          }
        }
        const user = found && { id: found.user.id };
        const event = signInFailed.create({ user }, eventContext(request, now, null));
        await credentials.recordFailure(outboxEvent(signInFailed, event));
        const error = userError('INVALID_CREDENTIALS', 'No account has this email and password.', ['input']);
        return { session: null, userErrors: [error] };
      },
    },
  };
}
