import { readFileSync } from 'node:fs';
import { parse, print } from 'graphql';
import { z } from 'zod';
import type { UsedOperation } from '../usage/records.ts';

/** https://www.apollographql.com/docs/graphos/operations/persisted-queries#manifest-format */
const manifestSchema = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string(), name: z.string().optional(), body: z.string() })),
});

/**
 * The operations that clients publish in manifests and that aren't among the recorded ones: they must stay valid though
 * nobody has sent them yet. Of their variables nothing is known.
 *
 * Throws a ZodError for a file that is no manifest.
 */
export function readPersistedOperations(
  manifests: readonly string[],
  recorded: readonly UsedOperation[],
): UsedOperation[] {
  const known = new Set(recorded.map(({ text }) => print(parse(text))));
  return manifests.flatMap((file) =>
    manifestSchema
      .parse(JSON.parse(readFileSync(file, 'utf8')))
      .operations.filter(({ body }) => !known.has(print(parse(body))))
      .map(({ id, name, body }) => ({ id, name: name ?? null, text: body, count: 0, clients: [], sent: new Set() })),
  );
}
