import { z } from 'zod';

/** Recorded use: which client sends which operation how often. What of it is kept is said in port.ts. */
export const usageConfigSchema = z.strictObject({
  /**
   * How counts get to the database. `store`: the router writes them there itself. `log`: it appends them to `topic`, and
   * the process usage-worker writes them, so that fifty routers are one database client and a database that is down costs no
   * counts.
   */
  carrier: z.enum(['store', 'log']).default('store'),
  /**
   * A PostgreSQL database; the schema `router_usage` is made in it. Left out or empty: a router with the carrier `store`
   * records nothing. With `log` only usage-worker needs it.
   */
  databaseUrl: z
    .union([z.literal(''), z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL')])
    .nullish()
    .transform((value) => value || null),
  /** The log's topic of the carrier `log`. */
  topic: z.string().min(1).default('router.usage'),
  /** How often counts are written, in seconds. A router that is killed loses as much; one that stops loses nothing. */
  flushSeconds: z.number().positive().default(10),
  /** Days after which a record is deleted: a season, so that what is used once a quarter is known. */
  keepDays: z.int().positive().default(100),
});

export type UsageConfig = z.infer<typeof usageConfigSchema>;
