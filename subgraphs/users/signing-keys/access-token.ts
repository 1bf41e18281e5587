import { SignJWT } from 'jose';
import type { SigningKeys } from './signing-keys.ts';

/** Short, because a verifier that misses `session.revoked` takes a token until its end. */
const accessTokenMs = 15 * 60 * 1000;
/** Whom access tokens are for. */
export const accessTokenAudience = 'kith';

/** Signs access tokens: ES256 JWTs of 15 minutes with `sub`, `scope` (separated by spaces) and `sid`. */
export type AccessTokenSigner = (
  claims: { accountId: string; sessionId: string; scopes: readonly string[] },
  now: Date,
) => Promise<{ token: string; expiresAt: Date }>;

/** `issuer` is the URL of the users process as the verifiers know it: the token's `iss`. */
export function createAccessTokenSigner(deps: { keys: SigningKeys; issuer: string }): AccessTokenSigner {
  return async ({ accountId, sessionId, scopes }, now) => {
    const { kid, key } = deps.keys.signer();
    // A JWT counts whole seconds; what the client is told is what the token says.
    const issuedAt = Math.floor(now.getTime() / 1000);
    const expiresAt = issuedAt + accessTokenMs / 1000;
    const token = await new SignJWT({ scope: scopes.join(' '), sid: sessionId })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
      .setIssuer(deps.issuer)
      .setAudience(accessTokenAudience)
      .setSubject(accountId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(key);
    return { token, expiresAt: new Date(expiresAt * 1000) };
  };
}
