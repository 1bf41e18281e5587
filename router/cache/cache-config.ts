import { z } from 'zod';

const mib = 1024 * 1024;

/** The entity cache; what is kept in it is said by the schema (docs/entity-cache.md). Times in milliseconds. */
export const cacheConfigSchema = z.strictObject({
  /**
   * Off unless told: a cache rests on subgraphs that publish each change after it can be read, which the router can't
   * see for itself.
   */
  enabled: z.boolean().default(false),
  /** The memory that entries may take, by estimate: a hundred thousand small entities. */
  bytesMax: z
    .int()
    .positive()
    .default(64 * mib),
  /** A Redis that routers share in place of each one's memory. Left out or empty: memory. */
  redisUrl: z
    .union([z.literal(''), z.string().regex(/^rediss?:\/\//, 'must be a redis:// URL')])
    .nullish()
    .transform((value) => value || null),
  /** What the keys in that Redis begin with: tells graphs apart that share one. */
  redisPrefix: z.string().min(1).default('entities'),
  /** Past this Redis isn't waited for: asking the subgraph takes a few milliseconds, and every request would wait. */
  redisTimeoutMs: z.int().positive().default(50),
  /** No entry lives longer than this, whatever its hint says, in seconds: what no event tells of ends by itself. */
  maxAgeSecondsMax: z.int().positive().default(3_600),
  /**
   * A topic whose new records weren't read for this long, or that can't be asked for so long, isn't followed any more:
   * nothing is answered from the cache. It bounds how old a hit can ever be.
   */
  lagMaxMs: z.int().positive().default(5_000),
  /** How often topics are asked where they end. */
  checkMs: z.int().positive().default(1_000),
  /**
   * For so long after its mutation a signed-in caller reads nothing of that subgraph from the cache: who wrote reads what
   * they wrote, while the event is on its way. Longer than that takes in a log that isn't in trouble.
   */
  ownWritesMs: z.int().nonnegative().default(5_000),
});

export type CacheConfig = z.infer<typeof cacheConfigSchema>;
