import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Composition, compose } from '../composition/compose.ts';
import { readSubgraphSources, type SubgraphSource } from '../composition/subgraph-sources.ts';
import type { RegistryConfig } from '../config.ts';
import type { EventSchema } from '../events/json-schema.ts';
import type { Migration } from '../migrations/check-migrations.ts';

/** Everything the check compares: one state of a graph, published or proposed. */
export interface Snapshot {
  readonly sources: readonly SubgraphSource[];
  /** Null where the subgraphs don't compose. */
  readonly supergraphSdl: string | null;
  readonly events: readonly EventSchema[];
  readonly migrations: readonly Migration[];
}

/** What is proposed, with what composing it had to say. */
export interface WorkingTree extends Snapshot {
  readonly findings: Composition['findings'];
}

/** The working tree's state: what is proposed. */
export function readWorkingTree(config: RegistryConfig): WorkingTree {
  const sources = readSubgraphSources(config.composition);
  return {
    sources,
    ...compose(sources),
    events: config.events ? readEvents(config.events) : [],
    migrations: config.migrations.flatMap(({ folder }) => readMigrations(folder)),
  };
}

function readEvents(folder: string): EventSchema[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as EventSchema);
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name, 'migration.sql'))
    .filter((file) => existsSync(file))
    .sort()
    .map((file) => ({ file: relative(process.cwd(), file), sql: readFileSync(file, 'utf8') }));
}
