import { holdsScopes, type Identity } from '../../../platform/identity/identity.ts';

const privateScopes = [['user:private']];

/** Whether somebody may see an account's email and birth date: its owner, or who holds `user:private`. */
export function maySeePrivateFields(identity: Identity, accountId: string): boolean {
  return identity.subject === accountId || holdsScopes(identity, privateScopes);
}
