import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changelogEntry } from '../changes/changelog-entry.ts';
import { diffSchemas } from '../changes/diff-schemas.ts';
import { apiSchemaOf } from '../composition/api-schema.ts';
import { readRegistryConfig } from '../config.ts';
import { readPublished, writePublished } from '../snapshot/published.ts';
import { readWorkingTree } from '../snapshot/snapshot.ts';
import type { Options } from './options.ts';

/** Records the working tree's graph as the published one. Returns the exit code. */
export function publish(options: Options): number {
  const config = readRegistryConfig(options.config);
  const snapshot = readWorkingTree(config);
  if (!snapshot.supergraphSdl) throw new Error("The subgraphs don't compose: run 'kith-schema check' to see why.");
  const before = readPublished(config.published)?.snapshot.supergraphSdl;
  const after = apiSchemaOf(snapshot.supergraphSdl);
  const changes = before ? diffSchemas(apiSchemaOf(before), after) : null;
  writePublished(config.published, { ...snapshot, supergraphSdl: snapshot.supergraphSdl });
  const entry = changelogEntry(new Date().toISOString().slice(0, 10), changes);
  if (entry) prepend(join(config.published, 'CHANGELOG.md'), entry);
  console.log(entry?.trimEnd() ?? 'Published; clients see no change.');
  return 0;
}

const title = '# Changes of the graph\n';

function prepend(file: string, entry: string): void {
  const older = existsSync(file) ? readFileSync(file, 'utf8').slice(title.length) : '';
  writeFileSync(file, `${title}\n${entry}\n${older}`);
}
