import { z } from 'zod';
import { overloadDefaults } from '../../platform/http/overload.ts';

const kib = 1024;

/** The HTTP side of the router. Sizes in bytes, times in milliseconds. */
export const httpConfigSchema = z.strictObject({
  /** A request's document and variables; the largest screens send 20 KiB. */
  bodyBytesMax: z
    .int()
    .positive()
    .default(256 * kib),
  /** A body that isn't there by then is given up: a phone on a bad line sends 256 KiB in 10 s at 200 kbit/s. */
  bodyTimeoutMs: z.int().positive().default(10_000),
  /** A request that takes longer is answered with what is there; people have given up by then. */
  deadlineMs: z.int().positive().default(15_000),
  /** The largest answer: more than a person's screen ever shows, and short enough to hold one per request. */
  responseBytesMax: z
    .int()
    .positive()
    .default(16 * kib * kib),
  /** Operations in one request (a JSON array). 0 refuses arrays: HTTP/2 and fragments do better what batches are for. */
  batchMax: z.int().nonnegative().default(0),
  /** Origins of web pages that may read answers, or `*` for all of them. Pages of the router's own origin always may. */
  corsOrigins: z.array(z.union([z.literal('*'), z.url()])).default([]),
  /** Whether browsers may send cookies and HTTP credentials from those origins. Tokens in headers don't need it. */
  corsCredentials: z.boolean().default(false),
  /** Whether a browser that opens the path sees GraphiQL. */
  graphiql: z.boolean().default(true),
  /** Request headers that are passed to subgraphs as they are, in lower case. The router's own are always there. */
  forwardHeaders: z.array(z.string().regex(/^[a-z0-9-]+$/, 'a header name in lower case')).default([]),
  /** When requests are refused with 503 rather than all of them made to wait (platform/http/overload.ts). */
  shed: z
    .strictObject({
      /** The event loop's delay that it may have for a second at a stretch: three times the objective of a whole request. */
      delayMaxMs: z.int().positive().default(overloadDefaults.delayMaxMs),
      /** Requests under way at once. Three subgraphs that hang hold 640 each (`connectionsMax` and `waitingMax`). */
      underWayMax: z.int().positive().default(2_000),
    })
    .prefault({}),
  /** Proxies of ours in front of the router: how many entries of X-Forwarded-For, from the right, are to be believed. */
  trustedProxyHops: z.int().nonnegative().default(0),
});

export type HttpConfig = z.infer<typeof httpConfigSchema>;
