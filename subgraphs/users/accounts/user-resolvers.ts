import type { QueryResolvers, UserResolvers } from '../generated/resolver-types.ts';
import { ageOn, dayOf } from './age.ts';
import { isHandle } from './handle.ts';
import { maySeePrivateFields } from './private-fields.ts';
import { searchKey } from './search-key.ts';
import type { AccountStore } from './store.ts';

/** Reads of people. A tombstone has nothing but its id and status, so every other field of it is null. */
export function createUserResolvers(deps: { accounts: AccountStore; now: () => Date }): {
  Query: Pick<QueryResolvers, 'me' | 'user' | 'userByHandle'>;
  User: UserResolvers;
} {
  return {
    Query: {
      async me(_parent, _args, { identity, users }, info) {
        if (identity.subject === null) return null;
        const user = await users.loadFor(identity.subject, info);
        // A token may outlive its account by some minutes: nobody is signed in then.
        return user?.status === 'DELETED' ? null : user;
      },
      user: (_parent, { id }, { users }, info) => users.loadFor(id, info),
      userByHandle: (_parent, { handle }) =>
        isHandle(handle) ? deps.accounts.findByHandleKey(searchKey(handle)) : null,
    },
    User: {
      __resolveReference: ({ id }, { users }, info) => users.loadFor(id, info),
      age: (user) => (user.status === 'DELETED' ? null : ageOn(dayOf(deps.now()), user.birthDate)),
      birthDate: (user, _args, { identity }) =>
        user.status !== 'DELETED' && maySeePrivateFields(identity, user.id) ? user.birthDate : null,
      email: (user, _args, { identity }) =>
        user.status !== 'DELETED' && maySeePrivateFields(identity, user.id) ? user.email : null,
    },
  };
}
