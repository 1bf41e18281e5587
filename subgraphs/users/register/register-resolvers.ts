import { uuidv7 } from 'uuidv7';
import { userRegistered } from '../../../events/user-registered.ts';
import { userStatusChanged } from '../../../events/user-status-changed.ts';
import { outboxEvent } from '../../../platform/outbox/write-outbox.ts';
import { dayOf } from '../accounts/age.ts';
import { eventContext } from '../event-context.ts';
import type { MutationResolvers } from '../generated/resolver-types.ts';
import type { SessionIssuer } from '../sessions/issue-session.ts';
import type { Passwords } from '../sign-in/passwords.ts';
import { type UserErrorModel, userError } from '../user-errors.ts';
import type { RegistrationStore, Taken } from './store.ts';
import { validateRegistration } from './validate-registration.ts';

/** Makes an account and signs it in. Every mistake is reported at once; a taken email or handle is one of them. */
export function createRegisterResolvers(deps: {
  registrations: RegistrationStore;
  passwords: Passwords;
  issuer: SessionIssuer;
  now: () => Date;
}): { Mutation: Pick<MutationResolvers, 'register'> } {
  const { registrations, passwords, issuer } = deps;

  return {
    Mutation: {
      async register(_parent, { input }, request) {
        const { registration, errors } = validateRegistration(input, dayOf(deps.now()));
        // What isn't even a handle or an email is nobody's, and not asked for.
        const wrong = new Set(errors.map((error) => error.field?.[1]));
        const known = await registrations.findTaken({
          email: wrong.has('email') ? '' : registration.email,
          handle: wrong.has('handle') ? '' : registration.handle,
        });
        const mistakes = [...errors, ...takenErrors(known)];
        if (mistakes.length > 0) return { session: null, userErrors: mistakes };

        const passwordHash = await passwords.hash(input.password, request.claim);
        const id = uuidv7();
        // Event time is when the account came to be: what the founding rule counts from.
        const now = deps.now();
        const { row, refreshToken } = issuer.begin(id, now);
        const context = eventContext(request, now, id);
        const { handle, name, city } = registration;
        const registered = userRegistered.create({ user: { id, handle, name, city } }, context);
        const status = userStatusChanged.create({ user: { id }, status: 'ACTIVE' }, context);
        const inserted = await registrations.insert({ ...registration, id, passwordHash, joinedAt: now }, row, [
          outboxEvent(userRegistered, registered),
          outboxEvent(userStatusChanged, status),
        ]);
        // Somebody else took it since it was asked for; the unique index let one of them in.
        if ('taken' in inserted) return { session: null, userErrors: takenErrors(inserted.taken) };
        const session = await issuer.issue({ id: row.id, refreshToken, user: inserted.user, scopes: [] }, now);
        return { session, userErrors: [] };
      },
    },
  };
}

function takenErrors(taken: Taken): UserErrorModel[] {
  const errors: UserErrorModel[] = [];
  if (taken.email) errors.push(userError('EMAIL_TAKEN', 'This email has an account already.', ['input', 'email']));
  if (taken.handle) errors.push(userError('HANDLE_TAKEN', 'This handle is taken.', ['input', 'handle']));
  return errors;
}
