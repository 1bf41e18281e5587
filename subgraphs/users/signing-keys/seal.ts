import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';

/** Seals small secrets for the database, so that a copy of the database alone signs nothing. */
export interface Seal {
  close(text: string): Promise<string>;
  /** Null for what was sealed with another secret. */
  open(sealed: string): Promise<string | null>;
}

/** AES-256-GCM in a compact JWE, with a key of its own derived from the process's secret (HKDF). */
export function createSeal(secret: string): Seal {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'users: signing keys', 32));
  return {
    close: (text) =>
      new CompactEncrypt(new TextEncoder().encode(text))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(key),
    async open(sealed) {
      try {
        const { plaintext } = await compactDecrypt(sealed, key);
        return new TextDecoder().decode(plaintext);
      } catch {
        return null;
      }
    },
  };
}
