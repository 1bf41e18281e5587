import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRegistryConfig } from '../config.ts';
import type { Options } from './options.ts';

/** Prints the changelog of the published graph. */
export function changelog(options: Options): number {
  const file = join(readRegistryConfig(options.config).published, 'CHANGELOG.md');
  if (!existsSync(file)) throw new Error("Nothing was published yet: run 'kith-schema publish' first.");
  console.log(readFileSync(file, 'utf8').trimEnd());
  return 0;
}
