import type { Claim } from '../../../platform/http/claim.ts';
import { createSharedLoader, type Loader, type SharedLoader } from '../../../platform/http/shared-loader.ts';
import type { TombstoneModel, UserModel } from '../model.ts';
import { type Asked, asksForCards, type UserCard } from './card.ts';
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
export interface SharedUserLoader {
  /** A request's: a query is given up when all requests that it is for have ended. */
  claimedBy(claim: Claim | undefined): UserLoader;
}

export function createUserLoader(accounts: Pick<AccountStore, 'findByIds' | 'findCardsByIds'>): SharedUserLoader {
  const whole = createSharedLoader((ids, claim) => accounts.findByIds(ids, claim));
  const cards = createSharedLoader((ids, claim) => accounts.findCardsByIds(ids, claim));
  return {
    claimedBy: (claim) => new RequestUsers(whole, cards, claim),
  };
}

class RequestUsers implements UserLoader {
  readonly #whole: SharedLoader<UserModel>;
  readonly #cards: SharedLoader<UserCard | TombstoneModel>;
  readonly #claim: Claim | undefined;

  constructor(
    whole: SharedLoader<UserModel>,
    cards: SharedLoader<UserCard | TombstoneModel>,
    claim: Claim | undefined,
  ) {
    this.#whole = whole;
    this.#cards = cards;
    this.#claim = claim;
  }

  load(id: string): Promise<UserModel | null> {
    return this.#whole.load(id, this.#claim);
  }

  loadFor(id: string, asked: Asked): Promise<UserModel | null> {
    if (!asksForCards(asked)) return this.load(id);
    // The fields that a card doesn't have aren't asked for: nothing will read them.
    return this.#cards.load(id, this.#claim) as Promise<UserModel | null>;
  }
}
