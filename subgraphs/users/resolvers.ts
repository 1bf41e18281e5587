import { dateScalar, dateTimeScalar } from '../../platform/http/scalars.ts';
import { createUserResolvers } from './accounts/user-resolvers.ts';
import { createDeletionResolvers } from './deletion/deletion-resolvers.ts';
import { createDiscoverResolvers } from './discover/discover-resolvers.ts';
import type { Resolvers } from './generated/resolver-types.ts';
import type { UsersStore } from './open-store.ts';
import { createProfileResolvers } from './profile/profile-resolvers.ts';
import { createRegisterResolvers } from './register/register-resolvers.ts';
import { createSessionIssuer } from './sessions/issue-session.ts';
import { createSessionResolvers } from './sessions/session-resolvers.ts';
import type { Passwords } from './sign-in/passwords.ts';
import { createSignInResolvers } from './sign-in/sign-in-resolvers.ts';
import { createSignInThrottle } from './sign-in/throttle.ts';
import type { AccessTokenSigner } from './signing-keys/access-token.ts';

/** The whole resolver map, each room's part with the few things it needs. */
export function createResolvers(deps: {
  store: UsersStore;
  signAccessToken: AccessTokenSigner;
  passwords: Passwords;
  now: () => Date;
}): Resolvers {
  const { store, passwords, now } = deps;
  const issuer = createSessionIssuer({ signAccessToken: deps.signAccessToken });
  const throttle = createSignInThrottle({ store: store.throttle, now });
  const { sessions } = store;

  const users = createUserResolvers({ accounts: store.accounts, now });
  const discover = createDiscoverResolvers({ discover: store.discover, now });
  const register = createRegisterResolvers({ registrations: store.registrations, passwords, issuer, now });
  const signIn = createSignInResolvers({
    credentials: store.credentials,
    passwords,
    throttle,
    sessions,
    issuer,
    now,
  });
  const session = createSessionResolvers({ sessions, issuer, now });
  const profile = createProfileResolvers({ profiles: store.profiles, now });
  const deletion = createDeletionResolvers({ deletions: store.deletions, passwords, throttle, now });

  return {
    DateTime: dateTimeScalar,
    Date: dateScalar,
    Query: { ...users.Query, ...discover.Query },
    Mutation: {
      ...register.Mutation,
      ...signIn.Mutation,
      ...session.Mutation,
      ...profile.Mutation,
      ...deletion.Mutation,
    },
    User: users.User,
  };
}
