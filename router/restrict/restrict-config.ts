import { z } from 'zod';

const path = z.string().regex(/^\w+(\.\w+)*$/, 'a path of field names, such as user.id');

/** Which events say that a subject may not act any more. The topic is compacted: its last event of each key counts. */
export const restrictedConfigSchema = z.strictObject({
  topic: z.string().min(1),
  type: z.string().min(1),
  /** Path into the event's data: whom it is about. */
  subject: path,
  /** Path into the event's data: the value that decides. */
  value: path,
  /** Subjects with one of these values may act; with any other they may not. */
  allowed: z.array(z.string()).min(1),
  /** Root mutation fields that are open to them all the same. */
  exceptMutations: z.array(z.string()).default([]),
});

/** Which events say that a session ended before its access token. */
export const revokedConfigSchema = z.strictObject({
  topic: z.string().min(1),
  type: z.string().min(1),
  /** Path into the event's data: the session. */
  session: path,
  /** How long an access token lives at most, in seconds: after that a session's end needs no remembering. */
  tokenLifetimeSeconds: z.int().positive().default(900),
});

export type RestrictedConfig = z.infer<typeof restrictedConfigSchema>;
export type RevokedConfig = z.infer<typeof revokedConfigSchema>;
