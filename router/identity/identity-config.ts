import { z } from 'zod';

/** Who issues access tokens and where a client's address is read. */
export const identityConfigSchema = z.strictObject({
  /** The issuer's keys (JWKS). */
  jwksUrl: z.url({ protocol: /^https?$/ }),
  /** The `iss` that a token must have. */
  issuer: z.string().min(1),
  /** The `aud` that a token must have. */
  audience: z.string().min(1),
  /** Signature algorithms that are accepted; none of a shared secret, which every verifier could sign with. */
  algorithms: z
    .array(z.enum(['ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA']))
    .min(1)
    .default(['ES256']),
});

export type IdentityConfig = z.infer<typeof identityConfigSchema>;
