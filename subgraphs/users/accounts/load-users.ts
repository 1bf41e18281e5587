import { createSharedLoader, type SharedLoader } from '../../../platform/http/shared-loader.ts';
import type { UserModel } from '../model.ts';
import type { AccountStore } from './store.ts';

/**
 * Loads people by id, those that all requests of one turn ask for in one query. Null for an id that nobody has. A row is the
 * same whoever asks; that email and birth date are shown to few is decided in their resolvers.
 */
export type UserLoader = SharedLoader<UserModel>;

export function createUserLoader(accounts: Pick<AccountStore, 'findByIds'>): UserLoader {
  return createSharedLoader((ids, claim) => accounts.findByIds(ids, claim));
}
