import { randomBytes } from 'node:crypto';
import { ConfigError } from '../../platform/config/read-config.ts';

const names = ['INTERNAL_TOKEN_SECRET', 'HASH_SECRET', 'CURSOR_SECRET'] as const;

/** 32 characters of hex are 128 bits, which nobody guesses. */
const charactersMin = 32;

/** The router's secrets by the environment variables that hold them. */
export type RouterSecrets = Readonly<Record<(typeof names)[number], string>>;

/**
 * The secrets of an environment; what it lacks is made up for this start alone: cursors and kept tokens end with it then,
 * and nothing is left guessable. Throws a ConfigError that names all those that are too short.
 */
export function readSecrets(environment: Readonly<Record<string, string | undefined>>): RouterSecrets {
  const short = names.filter((name) => environment[name] && environment[name].length < charactersMin);
  if (short.length > 0) throw new ConfigError(`${short.join(', ')} must have ${charactersMin} characters or more.`);
  const secrets = names.map((name) => [name, environment[name] || randomBytes(32).toString('hex')]);
  return Object.fromEntries(secrets) as RouterSecrets;
}
