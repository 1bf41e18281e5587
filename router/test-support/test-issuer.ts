import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An issuer of access tokens with keys of its own, served as JWKS. */
export interface TestIssuer {
  readonly identity: { jwksUrl: string; issuer: string; audience: string };
  /** How often its keys were asked for. */
  readonly fetches: () => number;
  sign(claims: {
    sub?: string;
    scope?: string;
    sid?: string;
    issuer?: string;
    audience?: string;
    /** Seconds from now; negative for one that ended. */
    expiresIn?: number;
    kid?: string;
    algorithm?: 'ES256' | 'HS256';
  }): Promise<string>;
  close(): Promise<void>;
}

export async function startTestIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }] };
  let fetches = 0;
  const server = createServer((_, response) => {
    fetches++;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    identity: { jwksUrl: `${issuer}/jwks.json`, issuer, audience: 'test' },
    fetches: () => fetches,
    sign(claims) {
      const now = Math.floor(Date.now() / 1000);
      const algorithm = claims.algorithm ?? 'ES256';
      const token = new SignJWT({ scope: claims.scope ?? '', ...(claims.sid && { sid: claims.sid }) })
        .setProtectedHeader({ alg: algorithm, kid: claims.kid ?? 'one' })
        .setIssuer(claims.issuer ?? issuer)
        .setAudience(claims.audience ?? 'test')
        .setExpirationTime(now + (claims.expiresIn ?? 900));
      if (claims.sub !== undefined) token.setSubject(claims.sub);
      return token.sign(algorithm === 'ES256' ? privateKey : new TextEncoder().encode('x'.repeat(32)));
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
