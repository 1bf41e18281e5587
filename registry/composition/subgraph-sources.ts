import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';

const configSchema = z.object({
  federation_version: z.union([z.string(), z.number()]).optional(),
  subgraphs: z.record(
    z.string(),
    z.object({
      routing_url: z.string().optional(),
      schema: z.object({
        file: z.string({
          error: 'must name a file: the check works offline (`rover subgraph introspect` fetches a schema)',
        }),
      }),
    }),
  ),
});

/** One subgraph's SDL with where it came from. */
export interface SubgraphSource {
  readonly name: string;
  readonly url: string;
  /** The file's path, relative to the working folder. */
  readonly file: string;
  readonly sdl: string;
}

/**
 * Reads the subgraphs that a composition config names, in the format that `rover supergraph compose` reads.
 *
 * Throws an Error with one sentence when the config or a schema file can't be read.
 */
export function readSubgraphSources(configFile: string): SubgraphSource[] {
  const result = configSchema.safeParse(parseYaml(readText(configFile, 'the composition config')));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`${configFile} is no composition config: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  return Object.entries(result.data.subgraphs).map(([name, subgraph]) => {
    const path = resolve(dirname(configFile), subgraph.schema.file);
    return {
      name,
      url: subgraph.routing_url ?? '',
      file: relative(process.cwd(), path),
      sdl: readText(path, `the schema of subgraph '${name}'`),
    };
  });
}

function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`Can't read ${what}, ${file}: ${(error as NodeJS.ErrnoException).code ?? error}`);
  }
}
