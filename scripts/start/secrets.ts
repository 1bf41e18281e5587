import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Home } from './home.ts';
import { StartError } from './start-error.ts';

/** 256 bits, as long as the keys that are made of them. */
const secretBytes = 32;
const secret = z.string().min(32);
const secretsSchema = z.object({
  INTERNAL_TOKEN_SECRET: secret,
  HASH_SECRET: secret,
  CURSOR_SECRET: secret,
  POSTGRES_PASSWORD: secret,
});

export type Secrets = z.infer<typeof secretsSchema>;

/** Reads the secrets of a data folder, made at its first start. One given in the environment is used in its place. */
export function keepSecrets(home: Home, environment: NodeJS.ProcessEnv): Secrets {
  if (!existsSync(home.secrets)) {
    const made = Object.fromEntries(
      Object.keys(secretsSchema.shape).map((name) => [name, randomBytes(secretBytes).toString('base64url')]),
    );
    writeFileSync(home.secrets, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  }
  const kept = secretsSchema.safeParse(readJson(home.secrets));
  if (!kept.success)
    throw new StartError(
      `${home.secrets} is damaged: restore it, or run 'npm run reset' to begin anew (the demo's data goes with it).`,
    );
  const given = Object.fromEntries(Object.keys(secretsSchema.shape).map((name) => [name, environment[name]]));
  return Object.fromEntries(Object.entries(kept.data).map(([name, value]) => [name, given[name] || value])) as Secrets;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
