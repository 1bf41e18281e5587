import { z } from 'zod';

/** Recorded use: which client sends which operation how often. What of it is kept is said in port.ts. */
export const usageConfigSchema = z.strictObject({
  /** A PostgreSQL database; the router makes the schema `router_usage` in it. Left out or empty: nothing is recorded. */
  databaseUrl: z
    .union([z.literal(''), z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL')])
    .nullish()
    .transform((value) => value || null),
  /** How often counts are written, in seconds. A router that is killed loses as much; one that stops loses nothing. */
  flushSeconds: z.number().positive().default(10),
  /** Days after which a record is deleted: a season, so that what is used once a quarter is known. */
  keepDays: z.int().positive().default(100),
});

export type UsageConfig = z.infer<typeof usageConfigSchema>;
