import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import type { Claim } from '../../../platform/http/claim.ts';
import { createSemaphore } from '../../../platform/log/semaphore.ts';

/**
 * argon2id at OWASP's recommended minimum (Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane): some 35 ms of one
 * core a password, on the thread pool. `algorithm` 2 is argon2id; the package's own name for it is a const enum.
 */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Of the four threads of Node's pool: the others are for tokens, names and files. */
const threadsMax = 2;

/** Passwords, some at a time; the others wait, and those for which nobody waits any more aren't begun. */
export interface Passwords {
  /** In PHC string form, with a random salt of its own. */
  hash(password: string, claim: Claim | undefined): Promise<string>;
  /** Checks a password, at the same cost where there is no account (`passwordHash` null): then the answer is false. */
  check(passwordHash: string | null, password: string, claim: Claim | undefined): Promise<boolean>;
}

/**
 * However many sign in at once, a core is left for everything else that the process answers, and so is the thread pool, which
 * verifies the tokens of all other requests.
 */
export async function createPasswords(): Promise<Passwords> {
  const inTurn = createSemaphore(Math.max(1, Math.min(threadsMax, availableParallelism() - 1)));
  const claimed = <Result>(claim: Claim | undefined, work: () => Promise<Result>): Promise<Result> =>
    inTurn(() => {
      const ended = claim?.ended();
      if (ended) throw ended;
      return work();
    });
  const nobodys = await hash(crypto.randomUUID(), parameters);
  return {
    hash: (password, claim) => claimed(claim, () => hash(password, parameters)),
    async check(passwordHash, password, claim) {
      const matches = await claimed(claim, () => verify(passwordHash ?? nobodys, password));
      return passwordHash !== null && matches;
    },
  };
}
