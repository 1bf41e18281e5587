import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Logger } from '../../platform/telemetry/logger.ts';
import { type RequestError, refuseHttp } from '../admit/request-error.ts';
import type { IdentityConfig } from './identity-config.ts';

/** What a router takes from an access token. */
export interface AccessToken {
  readonly subject: string;
  readonly scopes: readonly string[];
  readonly session: string | null;
  readonly expiresAtMs: number;
}

/** Clocks of issuer and router may differ by this much, in seconds. */
const clockToleranceSeconds = 5;
/** An unknown key id asks the issuer again, but not more often than this, in milliseconds: anybody can invent key ids. */
const cooldownMs = 30_000;
/** Keys are fetched anew after this, in milliseconds, so that one taken back is gone soon. */
const keysMaxAgeMs = 10 * 60_000;
/** The issuer's answer is waited for this long, in milliseconds. */
const keysTimeoutMs = 5_000;
/** Sessions that are kept verified; a token is about 500 bytes, so at most 25 MB. */
const verifiedMax = 50_000;

/**
 * Verifies access tokens by the issuer's published keys. A verified token is kept until it ends, so that a session's
 * next request costs a lookup.
 *
 * Throws a RequestError: UNAUTHENTICATED (401) for a token that is bad or has ended, IDENTITY_UNAVAILABLE (503) where
 * the issuer's keys can't be had.
 */
export function createAccessTokenVerifier(
  config: IdentityConfig,
  logger: Logger,
): (token: string) => Promise<AccessToken> | AccessToken {
  const keys = createRemoteJWKSet(new URL(config.jwksUrl), {
    cooldownDuration: cooldownMs,
    cacheMaxAge: keysMaxAgeMs,
    timeoutDuration: keysTimeoutMs,
  });
  const verified = new LRUCache<string, AccessToken>({ max: verifiedMax });

  const verify = async (token: string): Promise<AccessToken> => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: config.issuer,
        audience: config.audience,
        algorithms: [...config.algorithms],
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ['sub', 'exp'],
      });
      const accessToken = readClaims(payload);
      verified.set(token, accessToken);
      return accessToken;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw unauthenticated('The access token has ended.');
      if (isClientsFault(error)) throw unauthenticated('The access token is not valid.');
      logger.error({ err: error }, "the issuer's keys can't be had");
      throw refuseHttp(503, 'IDENTITY_UNAVAILABLE', "Access tokens can't be checked right now.", {
        'retry-after': '1',
      });
    }
  };

  return (token) => {
    const hit = verified.get(token);
    if (!hit) return verify(token);
    if (hit.expiresAtMs > Date.now()) return hit;
    verified.delete(token);
    throw unauthenticated('The access token has ended.');
  };
}

/** The refusal of a token, with the header that RFC 6750 asks for. */
export function unauthenticated(message: string): RequestError {
  return refuseHttp(401, 'UNAUTHENTICATED', message, { 'www-authenticate': 'Bearer error="invalid_token"' });
}

function isClientsFault(error: unknown): boolean {
  return (
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  );
}

function readClaims(payload: JWTPayload): AccessToken {
  // `scope` is OAuth's (RFC 8693), `scp` what some issuers write instead.
  const scope = payload.scope ?? payload.scp ?? '';
  const scopes = Array.isArray(scope) ? scope.map(String) : String(scope).split(' ');
  return {
    subject: String(payload.sub),
    scopes: scopes.filter((entry) => entry !== ''),
    session: typeof payload.sid === 'string' ? payload.sid : null,
    expiresAtMs: payload.exp! * 1000,
  };
}
