import { z } from 'zod';

/** Operations that clients name by their hash. */
export const persistedConfigSchema = z.strictObject({
  /** Automatic persisted queries: a client registers a document once and sends its hash from then on. */
  automatic: z.boolean().default(true),
  /** The operations of a manifest, as client builds write it. */
  safelist: z
    .strictObject({
      /** `log` serves others too and names each once in the log; `enforce` refuses them. `off` only serves the manifest's by id. */
      mode: z.enum(['off', 'log', 'enforce']).default('off'),
      /** The manifest's file, from the config file's folder; several where several clients build one each. */
      manifest: z
        .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
        .transform((files) => (typeof files === 'string' ? [files] : files)),
    })
    .optional(),
});

export type PersistedConfig = z.infer<typeof persistedConfigSchema>;
