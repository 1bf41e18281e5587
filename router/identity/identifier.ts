import type { IncomingMessage } from 'node:http';
import { createInternalTokenSigner, identityHeader } from '../../platform/identity/internal-token.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import type { Restrictions } from '../restrict/port.ts';
import type { Caller, Identifier, Origin } from './caller.ts';
import type { IdentityConfig } from './identity-config.ts';
import { createOriginReader } from './origin.ts';
import { type AccessToken, createAccessTokenVerifier, unauthenticated } from './verify-access-token.ts';

/** RFC 6750's form; the scheme's case doesn't matter. */
const bearer = /^bearer +([\w.~+/=-]+) *$/i;

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

  const signedIn = (token: AccessToken, origin: Origin): Caller => {
    if (token.session !== null && deps.restrictions.isRevoked(token.session))
      throw unauthenticated('The session has ended.');
    return {
      identity: { subject: token.subject, scopes: token.scopes, session: token.session, ...origin },
      identityKey: JSON.stringify([token.subject, token.scopes]),
      expiresAtMs: token.expiresAtMs,
    };
  };

  return {
    origin: (request: IncomingMessage) => readOrigin(request),
    identify(authorization, origin) {
      if (!verify || authorization === undefined || authorization === '') return anonymous(origin);
      const token = bearer.exec(authorization)?.[1];
      if (token === undefined) throw unauthenticated('The authorization is not of the form "Bearer <token>".');
      const verified = verify(token);
      return verified instanceof Promise ? verified.then((late) => signedIn(late, origin)) : signedIn(verified, origin);
    },
    async headersFor(caller) {
      return { [identityHeader]: await sign(caller.identity) };
    },
  };
}

function anonymous(origin: Origin): Caller {
  return {
    identity: { subject: null, scopes: [], session: null, ...origin },
    identityKey: 'public',
    expiresAtMs: null,
  };
}
