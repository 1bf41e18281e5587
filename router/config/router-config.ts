import { z } from 'zod';
import { cacheConfigSchema } from '../cache/cache-config.ts';
import { costConfigSchema } from '../guard/cost-guard.ts';
import { httpConfigSchema } from '../http/http-config.ts';
import { identityConfigSchema } from '../identity/identity-config.ts';
import { limitsSchema } from '../limits/limits-config.ts';
import { documentLimitsSchema } from '../parse/document-limits.ts';
import { persistedConfigSchema } from '../parse/persisted-config.ts';
import { restrictedConfigSchema, revokedConfigSchema } from '../restrict/restrict-config.ts';
import { liveConfigSchema } from '../subscribe/live-config.ts';
import { usageConfigSchema } from '../usage/usage-config.ts';
import { subgraphSchema, trafficSchema } from './subgraph-config.ts';

const scopes = z.array(z.array(z.string()));

/**
 * The router's config file. Every part may be left out; the smallest config is the supergraph's file. What a part means
 * and why its defaults are what they are is said where its schema is.
 */
export const routerConfigSchema = z.strictObject({
  /** The supergraph's file, from the config file's folder. */
  supergraph: z.string().min(1),
  subgraphs: z.record(z.string(), subgraphSchema).default({}),
  traffic: trafficSchema.prefault({}),
  /** How operations are planned and kept; what is left out is as `preparationDefaults` (supergraph/graph.ts) has it. */
  planning: z
    .strictObject({
      /** The memory that prepared operations may take, in bytes. */
      keptBytesMax: z.int().positive().optional(),
      /** Operations that ask for more fields than this are planned in a thread of their own. */
      fieldsInlineMax: z.int().nonnegative().optional(),
      /** How long that thread may take for one, in milliseconds. */
      planningTimeMaxMs: z.int().positive().optional(),
      /** Whether fetches of one subgraph go out as one request where they can. What is joined fails together. */
      fuse: z.boolean().optional(),
    })
    .prefault({}),
  listen: z
    .strictObject({
      port: z.int().min(0).max(65_535).default(4000),
      hosts: z.array(z.string().min(1)).min(1).default(['127.0.0.1', '::1']),
      path: z
        .string()
        .regex(/^\/[\w/-]*$/, 'a path such as /graphql')
        .default('/graphql'),
    })
    .prefault({}),
  http: httpConfigSchema.prefault({}),
  document: documentLimitsSchema.prefault({}),
  persisted: persistedConfigSchema.prefault({}),
  /** Who issues access tokens. Left out: nobody is ever signed in. */
  identity: identityConfigSchema.optional(),
  authorization: z
    .strictObject({
      /** `filter`: what a caller may not see is null with an error each. `reject`: the operation is refused as a whole. */
      unauthorized: z.enum(['filter', 'reject']).default('filter'),
      /** What each @policy asks for: one of these sets of scopes. A policy that isn't named here is never met. */
      policies: z.record(z.string(), z.strictObject({ scopes })).default({}),
    })
    .prefault({}),
  cost: costConfigSchema.prefault({}),
  limits: limitsSchema,
  restricted: restrictedConfigSchema.optional(),
  revoked: revokedConfigSchema.optional(),
  live: liveConfigSchema.strict().prefault({}),
  entityCache: cacheConfigSchema.prefault({}),
  usage: usageConfigSchema.prefault({}),
});

export type RouterConfig = z.infer<typeof routerConfigSchema>;
