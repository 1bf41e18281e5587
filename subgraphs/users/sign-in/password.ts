import { hash, verify } from '@node-rs/argon2';

/**
 * argon2id at OWASP's recommended minimum (Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane): some 35 ms of one
 * core a password, on the thread pool. `algorithm` 2 is argon2id; the package's own name for it is a const enum.
 */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** In PHC string form, with a random salt of its own. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, parameters);
}

/** Checks a password, at the same cost where there is no account (`passwordHash` null): then the answer is false. */
export type PasswordCheck = (passwordHash: string | null, password: string) => Promise<boolean>;

export async function createPasswordCheck(): Promise<PasswordCheck> {
  const nobodys = await hashPassword(crypto.randomUUID());
  return async (passwordHash, password) => {
    const matches = await verify(passwordHash ?? nobodys, password);
    return passwordHash !== null && matches;
  };
}
