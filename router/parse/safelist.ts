import { stripIgnoredCharacters } from 'graphql';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { ConfigError } from '../../platform/config/read-config.ts';

/** What client builds write: https://www.apollographql.com/docs/graphos/operations/persisted-queries#manifest-format */
const manifestSchema = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })),
});

/** The operations of a manifest. */
export interface Safelist {
  /** The document of an id; undefined for one that isn't listed. */
  byId(id: string): string | undefined;
  /** Whether a document is listed; white space, commas and comments don't count. */
  has(text: string): boolean;
}

/** Texts whose answer is remembered: the clients of a product send some hundreds. */
const rememberedMax = 2_000;

/** Reads the texts of manifests. Throws a ConfigError where one isn't a manifest, or two give an id different documents. */
export function readSafelist(manifests: readonly { readonly file: string; readonly text: string }[]): Safelist {
  const bodies = new Map<string, string>();
  for (const { file, text } of manifests)
    for (const { id, body } of readManifest(text, file)) {
      if ((bodies.get(id) ?? body) !== body)
        throw new ConfigError(`${file} has the id ${id} for another operation than a manifest before it`);
      bodies.set(id, body);
    }
  const listed = new Set([...bodies.values()].map(strip));
  const remembered = new LRUCache<string, boolean>({ max: rememberedMax });
  return {
    byId: (id) => bodies.get(id),
    has(candidate) {
      let found = remembered.get(candidate);
      if (found === undefined) {
        found = listed.has(strip(candidate));
        remembered.set(candidate, found);
      }
      return found;
    },
  };
}

function readManifest(text: string, file: string): z.infer<typeof manifestSchema>['operations'] {
  const result = manifestSchema.safeParse(parseJson(text));
  if (result.success) return result.data.operations;
  const [issue] = result.error.issues;
  throw new ConfigError(`${file} is no manifest of persisted operations: ${issue?.path.join('.')}: ${issue?.message}`);
}

function strip(text: string): string {
  try {
    return stripIgnoredCharacters(text);
  } catch {
    // No GraphQL at all: parsing it says what is wrong.
    return text;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
