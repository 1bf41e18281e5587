import { z } from 'zod';

/**
 * The envelope around every event, from its first version. Times are ISO 8601 UTC with milliseconds.
 *
 * `device` and `address` are keyed hashes made by the router; the clear values never reach the log.
 * `data` carries no email, no password hash and no birth date (a test reads every schema for that).
 */
export const envelopeSchema = z.strictObject({
  /** UUIDv7, unique for ever: what a consumer dedupes by. */
  id: z.uuid(),
  /** The event's name in the past tense, e.g. `visit.recorded`. */
  type: z.string().min(1),
  /** Version of the schema of `data`, from 1. A reader accepts its own version and every older one. */
  version: z.int().min(1),
  /** Event time: when it happened, not when it was moved or read. */
  time: z.iso.datetime({ precision: 3 }),
  /** What orders it: events of one topic with one key are read in the order they were committed. */
  key: z.string().min(1),
  /** The account that acted; null where nobody was signed in or a service acted by itself. */
  actor: z.string().nullable(),
  device: z.string().nullable(),
  address: z.string().nullable(),
  /** The client's name as it calls itself (`apollographql-client-name`). */
  client: z.string().nullable(),
  /** W3C `traceparent` of the request that caused it. */
  trace: z.string().nullable(),
  data: z.unknown(),
});

export type Envelope<Data = unknown> = Omit<z.infer<typeof envelopeSchema>, 'data'> & { data: Data };
