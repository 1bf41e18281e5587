import { jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Identity } from './identity.ts';

/** The header that carries the internal token from the router to a subgraph. */
export const identityHeader = 'x-router-identity';

/** Long enough to be reused for many requests of a session, short enough that a leaked one is soon worthless. */
const lifetimeSeconds = 300;
/** A token is signed anew this long before it ends, so that none ends on its way. */
const renewBeforeSeconds = 60;
const issuer = 'router';
const audience = 'subgraph';

/** HS256 wants a key of at least its hash's 32 bytes (RFC 7518, 3.2). */
export const internalTokenSecretSchema = z.string().min(32, 'must have 32 characters or more');

const claimsSchema = z.object({
  sub: z.string().optional(),
  exp: z.number(),
  scope: z.string(),
  sid: z.string().nullable(),
  addr: z.string(),
  dev: z.string().nullable(),
  client: z.string().nullable(),
  ver: z.string().nullable(),
});

/** Signs identities for subgraphs. One token is kept per distinct identity and reused until shortly before its end. */
export function createInternalTokenSigner(secret: string): (identity: Identity) => Promise<string> {
  const key = new TextEncoder().encode(secret);
  const kept = new LRUCache<string, Promise<string>>({
    max: 50_000,
    ttl: (lifetimeSeconds - renewBeforeSeconds) * 1000,
  });
  return (identity) => {
    const cacheKey = JSON.stringify([
      identity.subject,
      identity.session,
      identity.scopes,
      identity.address,
      identity.device,
      identity.client,
      identity.clientVersion,
    ]);
    let token = kept.get(cacheKey);
    if (!token) {
      token = sign(identity, key);
      kept.set(cacheKey, token);
    }
    return token;
  };
}

function sign(identity: Identity, key: Uint8Array): Promise<string> {
  const token = new SignJWT({
    scope: identity.scopes.join(' '),
    sid: identity.session,
    addr: identity.address,
    dev: identity.device,
    client: identity.client,
    ver: identity.clientVersion,
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(`${lifetimeSeconds}s`);
  if (identity.subject !== null) token.setSubject(identity.subject);
  return token.sign(key);
}

/**
 * Verifies internal tokens. Gives null for a missing, forged, foreign or ended one. Verified ones are kept until they end: what
 * is known of a token is told at once, and without a promise.
 */
export function createInternalTokenVerifier(
  secret: string,
): (token: string | undefined) => Identity | null | Promise<Identity | null> {
  const key = new TextEncoder().encode(secret);
  const verified = new LRUCache<string, { identity: Identity; exp: number }>({ max: 50_000 });
  const verify = async (token: string): Promise<Identity | null> => {
    try {
      const { payload } = await jwtVerify(token, key, { issuer, audience, algorithms: ['HS256'] });
      const claims = claimsSchema.parse(payload);
      const identity: Identity = {
        subject: claims.sub ?? null,
        scopes: claims.scope === '' ? [] : claims.scope.split(' '),
        session: claims.sid,
        address: claims.addr,
        device: claims.dev,
        client: claims.client,
        clientVersion: claims.ver,
      };
      verified.set(token, { identity, exp: claims.exp });
      return identity;
    } catch {
      return null;
    }
  };
  return (token) => {
    if (!token) return null;
    const hit = verified.get(token);
    if (hit) return hit.exp > Date.now() / 1000 ? hit.identity : null;
    return verify(token);
  };
}
