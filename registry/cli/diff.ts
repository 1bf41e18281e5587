import { diffSchemas } from '../changes/diff-schemas.ts';
import { apiSchemaOf } from '../composition/api-schema.ts';
import { readRegistryConfig } from '../config.ts';
import { counted } from '../report/counted.ts';
import { readAgainst } from '../snapshot/against.ts';
import { readWorkingTree } from '../snapshot/snapshot.ts';
import type { Options } from './options.ts';

/** Prints what changed between the published graph and the working tree, one line a change. */
export function diff(options: Options): number {
  const config = readRegistryConfig(options.config);
  const before = readAgainst(options.against, config.published)?.snapshot.supergraphSdl;
  const after = readWorkingTree(config).supergraphSdl;
  if (!before) throw new Error("Nothing was published yet: run 'kith-schema publish' first.");
  if (!after) throw new Error("The subgraphs don't compose: run 'kith-schema check' to see why.");
  const changes = diffSchemas(apiSchemaOf(before), apiSchemaOf(after));
  for (const { severity, coordinate, message } of changes)
    console.log(`${severity.padEnd(9)} ${coordinate}: ${message}`);
  console.log(counted(changes.length, 'change'));
  return 0;
}
