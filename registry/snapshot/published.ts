import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Snapshot } from './snapshot.ts';

/** The published graph as `graph.json` in the published folder holds it; `supergraph.graphql` lies beside it to read. */
const publishedSchema = z.object({
  subgraphs: z.array(z.object({ name: z.string(), url: z.string(), file: z.string(), sdl: z.string() })),
  supergraphSdl: z.string(),
  events: z.array(z.object({ topic: z.string(), type: z.string(), version: z.number(), data: z.any() })),
  /** The files of the migrations that were applied when this was published. */
  migrations: z.array(z.string()),
});

export interface Published {
  readonly snapshot: Snapshot;
  readonly migrations: ReadonlySet<string>;
}

/** Reads the published graph; null where nothing was published yet. */
export function readPublished(folder: string): Published | null {
  const file = join(folder, 'graph.json');
  return existsSync(file) ? parsePublished(readFileSync(file, 'utf8')) : null;
}

/** Throws a ZodError for a text that isn't a published graph. */
export function parsePublished(json: string): Published {
  const { subgraphs, supergraphSdl, events, migrations } = publishedSchema.parse(JSON.parse(json));
  return {
    snapshot: { sources: subgraphs, supergraphSdl, events, migrations: [] },
    migrations: new Set(migrations),
  };
}

/** Records a graph as the published one. */
export function writePublished(folder: string, snapshot: Snapshot & { supergraphSdl: string }): void {
  mkdirSync(folder, { recursive: true });
  const published: z.infer<typeof publishedSchema> = {
    subgraphs: [...snapshot.sources],
    supergraphSdl: snapshot.supergraphSdl,
    events: [...snapshot.events],
    migrations: snapshot.migrations.map(({ file }) => file),
  };
  writeFileSync(join(folder, 'graph.json'), `${JSON.stringify(published, null, 2)}\n`);
  writeFileSync(join(folder, 'supergraph.graphql'), snapshot.supergraphSdl);
}
