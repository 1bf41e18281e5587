import { z } from 'zod';

const allowance = {
  /** Points within the window. */
  points: z.int().positive(),
  windowSeconds: z.number().positive(),
};

const ruleSchema = z.strictObject({
  /** Named in the refusal and in the store's keys. */
  name: z.string().regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and dashes'),
  /** `identity` is the signed-in account, or the address where nobody is signed in. */
  per: z.enum(['identity', 'address']),
  /** Which operations spend. Left out: all of them. */
  kind: z.enum(['query', 'mutation', 'subscription']).optional(),
  /** Only operations with one of these root fields; each use of one spends. */
  fields: z.array(z.string()).min(1).optional(),
  /**
   * `requests`: 1 point an operation (or use of a field). `cost`: the operation's estimated cost. `invalid`: 1 point a document
   * that can't be parsed or isn't valid; over it unknown documents aren't even read.
   */
  spend: z.enum(['requests', 'cost', 'invalid']).default('requests'),
  ...allowance,
  burst: z.strictObject(allowance).optional(),
});

/** One rule: who spends what on which operations. */
export const limitRuleSchema = ruleSchema.refine(
  ({ spend, kind, fields }) => spend !== 'invalid' || (kind === undefined && fields === undefined),
  { path: ['spend'], message: 'invalid documents have no kind and no fields' },
);

export const limitsSchema = z.array(limitRuleSchema).default([]);

export type LimitRule = z.infer<typeof limitRuleSchema>;
