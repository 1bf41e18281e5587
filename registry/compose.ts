import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';

const configSchema = z.object({
  federation_version: z.string(),
  subgraphs: z.record(z.string(), z.object({ routing_url: z.string(), schema: z.object({ file: z.string() }) })),
});

/**
 * Composes the subgraphs that a `rover supergraph compose` config names.
 *
 * Returns the supergraph SDL; throws an Error whose message lists every composition error with its subgraph.
 */
export function composeSupergraph(configFile: string): string {
  const config = configSchema.parse(parseYaml(readFileSync(configFile, 'utf8')));
  const services = Object.entries(config.subgraphs).map(([name, subgraph]) => ({
    name,
    url: subgraph.routing_url,
    typeDefs: parse(readFileSync(resolve(dirname(configFile), subgraph.schema.file), 'utf8')),
  }));
  const result = composeServices(services);
  if (result.errors) {
    throw new Error(
      `The subgraphs don't compose:\n${result.errors.map((error) => `- ${error.extensions.code}: ${error.message}`).join('\n')}`,
    );
  }
  return `${result.supergraphSdl.trimEnd()}\n`;
}
