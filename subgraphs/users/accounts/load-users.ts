import DataLoader from 'dataloader';
import type { UserModel } from '../model.ts';
import type { AccountStore } from './store.ts';

/** Loads people by id, those of one request in one query. Null for an id that nobody has. */
export type UserLoader = DataLoader<string, UserModel | null>;

export function createUserLoader(accounts: AccountStore): UserLoader {
  return new DataLoader(async (ids) => {
    const found = await accounts.findByIds(ids);
    return ids.map((id) => found.get(id) ?? null);
  });
}
