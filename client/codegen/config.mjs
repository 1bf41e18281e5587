import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { print } from 'graphql';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The id that a document is sent by and that its manifest has it under: the SHA-256 of its text. */
export const idOf = (document) => createHash('sha256').update(print(document)).digest('hex');

/** How types are made of the graph: enums as unions of texts, times and days as texts, as they come. */
export const typesConfig = {
  useTypeImports: true,
  enumsAsTypes: true,
  strictScalars: true,
  scalars: { ID: 'string', DateTime: 'string', Date: 'string' },
};

/** The codegen plugin that writes the manifest of a client's operations, for the router's safelist. */
export const manifestPlugin = here('./persisted-operations.cjs');

/** The graph as clients see it. */
const schema = here('../generated/schema.graphql');

/** See config.d.mts. */
export function kithCodegen({ documents, out, manifest = 'persisted-operations.json' }) {
  return {
    schema,
    documents,
    ignoreNoDocuments: true,
    generates: {
      [out]: {
        preset: 'client',
        presetConfig: { onExecutableDocumentNode: (document) => ({ hash: idOf(document) }) },
        config: typesConfig,
      },
      [manifest]: { plugins: [manifestPlugin] },
    },
  };
}
