import { z } from 'zod';

/** How large a document may be. Each limit has its own error code, so that a client's author knows what to change. */
export const documentLimitsSchema = z.strictObject({
  /** Lexical tokens. A large screen's query has 500, the introspection query 350; parsing 10,000 takes about 5 ms. */
  tokensMax: z.int().positive().default(10_000),
  /** Selections within selections, fragments expanded. The introspection query of GraphiQL has 15. */
  depthMax: z.int().positive().default(30),
  /** Aliased fields, fragments expanded: each may cost a fetch of its own. */
  aliasesMax: z.int().nonnegative().default(200),
  /** Fields of the operation's root, fragments expanded. */
  rootFieldsMax: z.int().positive().default(50),
  /** Directives on anything in the document. */
  directivesMax: z.int().nonnegative().default(200),
  /** All fields, fragments expanded: 20 fragments that spread each other twice are a million. */
  fieldsMax: z.int().positive().default(5_000),
  /** Fields of one response name in the document. Validation compares each pair of them; 1,000 take it half a second. */
  repeatsMax: z.int().positive().default(500),
  /** Levels of lists and objects in the variables. */
  variableDepthMax: z.int().positive().default(32),
});

export type DocumentLimits = z.infer<typeof documentLimitsSchema>;
