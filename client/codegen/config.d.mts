import type { DocumentNode } from 'graphql';

/** The id that a document is sent by and that its manifest has it under: the SHA-256 of its text. */
export declare function idOf(document: DocumentNode): string;

/** How types are made of the graph: enums as unions of texts, times and days as texts, as they come. */
export declare const typesConfig: {
  readonly useTypeImports: true;
  readonly enumsAsTypes: true;
  readonly strictScalars: true;
  readonly scalars: Record<'ID' | 'DateTime' | 'Date', 'string'>;
};

/** The codegen plugin that writes the manifest of a client's operations, for the router's safelist. */
export declare const manifestPlugin: string;

/**
 * The configuration of `graphql-codegen` for a project of your own: types, typed documents and masked fragments of
 * `documents` (a glob of .graphql, .ts or .tsx files) into the folder `out`, and the manifest of the operations into the
 * file `manifest` (`persisted-operations.json`). It needs `@graphql-codegen/cli` and `@graphql-codegen/client-preset`.
 */
export declare function kithCodegen(options: {
  readonly documents: string | readonly string[];
  readonly out: string;
  readonly manifest?: string;
}): {
  schema: string;
  documents: string | string[];
  ignoreNoDocuments: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: the generator's own type, which this package doesn't depend on.
  generates: Record<string, any>;
};
