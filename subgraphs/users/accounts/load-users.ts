import type { Claim } from '../../../platform/http/claim.ts';
import { createSharedLoader, type Loader } from '../../../platform/http/shared-loader.ts';
import type { UserModel } from '../model.ts';
import { type Asked, asksForCards } from './card.ts';
import type { AccountStore } from './store.ts';

/**
 * Loads people by id, those that all requests of one turn ask for in one query. Null for an id that nobody has. A row is the
 * same whoever asks; that email and birth date are shown to few is decided in their resolvers.
 */
export interface UserLoader extends Loader<UserModel> {
  /** A person for what is asked for of them (a resolver's `info`): of a list's people no more than their cards is read. */
  loadFor(id: string, asked: Asked): Promise<UserModel | null>;
}

/** The loader of a process; each request takes its own of it. */
export interface SharedUserLoader extends UserLoader {
  /** The same for one request: a query is given up when all requests that it is for have ended. */
  claimedBy(claim: Claim | undefined): UserLoader;
}

export function createUserLoader(accounts: Pick<AccountStore, 'findByIds' | 'findCardsByIds'>): SharedUserLoader {
  const whole = createSharedLoader((ids, claim) => accounts.findByIds(ids, claim));
  const cards = createSharedLoader((ids, claim) => accounts.findCardsByIds(ids, claim));
  const claimedBy = (claim: Claim | undefined): UserLoader => {
    const load = (id: string) => whole.load(id, claim);
    return {
      load,
      // The fields that a card doesn't have aren't asked for: their resolvers won't run.
      loadFor: (id, asked) => (asksForCards(asked) ? (cards.load(id, claim) as Promise<UserModel | null>) : load(id)),
    };
  };
  return { ...claimedBy(undefined), claimedBy };
}
