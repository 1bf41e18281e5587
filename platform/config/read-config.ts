import type { z } from 'zod';
import { ClearError } from '../lifecycle/clear-error.ts';
import { describeMistake } from './describe-mistake.ts';

/** The environment doesn't describe a process that can start. Its message lists every mistake, one a line. */
export class ConfigError extends ClearError {
  override readonly name = 'ConfigError';
}

/**
 * Reads a typed config out of environment variables. Pure: `process.env` is handed in by the `bin/` file.
 *
 * Throws a ConfigError that names every variable at fault at once.
 */
export function readConfig<Schema extends z.ZodType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<Schema> {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  // A number that is both beyond its own bound and beyond what is exact is one mistake.
  const mistakes = [...new Set(result.error.issues.map((issue) => `- ${describeMistake(schema, issue, present)}`))];
  throw new ConfigError(`The configuration has ${mistakes.length} mistake(s):\n${mistakes.join('\n')}`);
}
