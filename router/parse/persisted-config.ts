import { z } from 'zod';

/** Operations that clients name by their hash. */
export const persistedConfigSchema = z.strictObject({
  /** Automatic persisted queries: a client registers a document once and sends its hash from then on. */
  automatic: z.boolean().default(true),
  /** A Redis in which routers share what clients registered. Left out or empty: each router knows its own. */
  redisUrl: z
    .union([z.literal(''), z.string().regex(/^rediss?:\/\//, 'must be a redis:// URL')])
    .nullish()
    .transform((value) => value || null),
  /** What the keys in that Redis begin with. */
  redisPrefix: z.string().min(1).default('queries'),
  /** Past this Redis isn't waited for: a client that is told to send its document loses one round trip. In milliseconds. */
  redisTimeoutMs: z.int().positive().default(50),
  /** How long a document is kept there after it was registered last, in seconds: a day, which people come back within. */
  redisKeptSeconds: z.int().positive().default(86_400),
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
