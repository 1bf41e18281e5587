import { randomBytes } from 'node:crypto';

const names = ['INTERNAL_TOKEN_SECRET', 'HASH_SECRET', 'CURSOR_SECRET'] as const;

/** The router's secrets by the environment variables that hold them. */
export type RouterSecrets = Readonly<Record<(typeof names)[number], string>>;

/**
 * The secrets of an environment; what it lacks is made up for this start alone: cursors and kept tokens end with it then,
 * and nothing is left guessable.
 */
export function readSecrets(environment: Readonly<Record<string, string | undefined>>): RouterSecrets {
  const secrets = names.map((name) => [name, environment[name] || randomBytes(32).toString('hex')]);
  return Object.fromEntries(secrets) as RouterSecrets;
}
