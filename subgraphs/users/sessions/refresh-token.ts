import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits: nobody guesses one, so a plain hash of it is enough to keep. */
export function createRefreshToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a refresh token: who reads the database can't use it. */
export function hashRefreshToken(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest());
}
