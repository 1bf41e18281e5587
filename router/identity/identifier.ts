import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Identity } from '../../platform/identity/identity.ts';
import { createInternalTokenSigner, identityHeader } from '../../platform/identity/internal-token.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import type { Restrictions } from '../restrict/port.ts';
import type { Caller, Identifier, Origin } from './caller.ts';
import type { IdentityConfig } from './identity-config.ts';
import { createOriginReader, KnownOrigin } from './origin.ts';
import { type AccessToken, createAccessTokenVerifier, unauthenticated } from './verify-access-token.ts';

/** RFC 6750's form; the scheme's case doesn't matter. */
const bearer = /^bearer +([\w.~+/=-]+) *$/i;

/** Access tokens whose callers are kept; with its text and one caller each takes about 2 KB, so at most 20 MB. */
const tokensMax = 10_000;
/** Places from which one token comes; a phone changes its network now and then. */
const originsMax = 8;
/**
 * How long a caller's signed headers are used before the signer is asked again: well below the minute that it leaves
 * each token (platform/identity/internal-token.ts), so that none ends on its way.
 */
const headersMs = 15_000;

/** A caller that is the same object on each request with the same token from the same place. */
class KnownCaller implements Caller {
  readonly identity: Identity;
  readonly identityKey: string;
  readonly expiresAtMs: number | null;
  headers: Readonly<Record<string, string>> | undefined;
  /** Until when those may be used, as `performance.now()` counts. */
  headersUntilMs = 0;

  constructor(token: AccessToken | null, { address, device, client, clientVersion }: Origin) {
    const { subject, scopes, session } = token ?? { subject: null, scopes: [], session: null };
    this.identity = { subject, scopes, session, address, device, client, clientVersion };
    this.identityKey = token ? JSON.stringify([subject, scopes]) : 'public';
    this.expiresAtMs = token?.expiresAtMs ?? null;
  }
}

/** A token that was verified, and who came with it. */
interface KnownToken {
  readonly token: AccessToken;
  readonly callers: Map<Origin, KnownCaller>;
}

/**
 * Tells who calls, from the access token and the request. Without `issuer` nobody is ever signed in, and a token that
 * comes all the same is ignored.
 */
export function createIdentifier(deps: {
  issuer: IdentityConfig | null;
  trustedProxyHops: number;
  hashSecret: string;
  internalTokenSecret: string;
  restrictions: Pick<Restrictions, 'isRevoked'>;
  logger: Logger;
}): Identifier {
  const readOrigin = createOriginReader(deps);
  const sign = createInternalTokenSigner(deps.internalTokenSecret);
  const verify = deps.issuer ? createAccessTokenVerifier(deps.issuer, deps.logger) : null;

  /** By the whole header, so that a caller who comes again costs a lookup. */
  const knownTokens = new LRUCache<string, KnownToken>({ max: tokensMax });
  const anonymous = new LRUCache<Origin, KnownCaller>({ max: tokensMax });

  const callerOf = (known: KnownToken, origin: Origin): Caller => {
    const { session } = known.token;
    if (session !== null && deps.restrictions.isRevoked(session)) throw unauthenticated('The session has ended.');
    let caller = known.callers.get(origin);
    if (caller === undefined) {
      caller = new KnownCaller(known.token, origin);
      if (known.callers.size >= originsMax) known.callers.clear();
      if (origin instanceof KnownOrigin) known.callers.set(origin, caller);
    }
    return caller;
  };

  const nobody = (origin: Origin): Caller => {
    let caller = anonymous.get(origin);
    if (caller === undefined) {
      caller = new KnownCaller(null, origin);
      if (origin instanceof KnownOrigin) anonymous.set(origin, caller);
    }
    return caller;
  };

  const signHeaders = async (caller: Caller): Promise<Readonly<Record<string, string>>> => {
    const headers = { [identityHeader]: await sign(caller.identity) };
    if (caller instanceof KnownCaller) {
      caller.headers = headers;
      caller.headersUntilMs = performance.now() + headersMs;
    }
    return headers;
  };

  return {
    origin: (request: IncomingMessage) => readOrigin(request),
    identify(authorization, origin) {
      if (!verify || authorization === undefined || authorization === '') return nobody(origin);
      const known = knownTokens.get(authorization);
      if (known && known.token.expiresAtMs > Date.now()) return callerOf(known, origin);
      const text = bearer.exec(authorization)?.[1];
      if (text === undefined) throw unauthenticated('The authorization is not of the form "Bearer <token>".');
      const keep = (token: AccessToken): Caller => {
        const fresh: KnownToken = { token, callers: new Map() };
        knownTokens.set(authorization, fresh);
        return callerOf(fresh, origin);
      };
      const verified = verify(text);
      return verified instanceof Promise ? verified.then(keep) : keep(verified);
    },
    headersFor: (caller) =>
      caller instanceof KnownCaller && caller.headers !== undefined && caller.headersUntilMs > performance.now()
        ? caller.headers
        : signHeaders(caller),
  };
}
