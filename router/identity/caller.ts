import type { Identity } from '../../platform/identity/identity.ts';

/** Where a request came from, before anybody looked at its token. All but the client's name are keyed hashes. */
export interface Origin {
  readonly address: string;
  readonly device: string | null;
  readonly client: string | null;
  readonly clientVersion: string | null;
}

/** Who sent a request or opened a socket. */
export interface Caller {
  readonly identity: Identity;
  /** Callers of one key see the same graph: the subject with its scopes, or `public` where nobody is signed in. */
  readonly identityKey: string;
  /** When the access token ends, in milliseconds since 1970; null where nobody is signed in. */
  readonly expiresAtMs: number | null;
}

/** Tells who calls. */
export interface Identifier {
  /** Reads a request's origin: the socket's address (or a trusted proxy's word for it) and the client's headers. */
  origin(request: import('node:http').IncomingMessage): Origin;
  /**
   * `authorization` is the header's value (`Bearer …`); without one the caller is anonymous. Throws a RequestError with
   * code UNAUTHENTICATED (status 401) for a bad, expired or revoked token.
   */
  identify(authorization: string | undefined, origin: Origin): Promise<Caller> | Caller;
  /** The headers that carry the caller to every subgraph. */
  headersFor(caller: Caller): Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
}
