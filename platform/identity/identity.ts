/**
 * Who asks. Made by the router from the request, carried to a subgraph as a short-lived signed token (internal-token.ts).
 */
export interface Identity {
  /** The account's id; null where nobody is signed in. */
  readonly subject: string | null;
  readonly scopes: readonly string[];
  /** The session the access token belongs to; null where nobody is signed in. */
  readonly session: string | null;
  /** Keyed hash of the client's address. */
  readonly address: string;
  /** Keyed hash of the device id that the client sent; null where it sent none. */
  readonly device: string | null;
  /** The client's name and version as it calls itself. */
  readonly client: string | null;
  readonly clientVersion: string | null;
}

/** True when the identity holds every scope of at least one of the sets (the meaning of @requiresScopes). */
export function holdsScopes(identity: Identity, anyOf: readonly (readonly string[])[]): boolean {
  return anyOf.some((allOf) => allOf.every((scope) => identity.scopes.includes(scope)));
}
