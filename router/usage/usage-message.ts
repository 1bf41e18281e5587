import { z } from 'zod';
import { decodeEnvelope } from '../../platform/log/decode-envelope.ts';
import type { UsageBatch } from './port.ts';

/** An event's envelope, as the platform reads it. */
type Envelope = ReturnType<typeof decodeEnvelope>;

/** The type and version of the event that carries a batch over the log. */
export const usageEvent = { type: 'usage.counted', version: 1 } as const;

/** A batch as the log carries it: each text once, then the counts. */
export const usageMessageSchema = z.object({
  operations: z.array(z.object({ id: z.string(), name: z.string().nullable(), text: z.string() })),
  counts: z.array(
    z.object({
      operation: z.string(),
      client: z.string(),
      version: z.string(),
      day: z.iso.date(),
      count: z.int().min(1),
      sent: z.array(z.string()).nullable(),
    }),
  ),
});

/** The envelope of a batch, as JSON: its id is the batch's, so that it counts once however often it comes. */
export function toMessage({ id, counts }: UsageBatch, at: Date): string {
  const operations = [...new Map(counts.map(({ operation }) => [operation.id, operation])).values()];
  const data: z.infer<typeof usageMessageSchema> = {
    operations,
    counts: counts.map(({ operation, sent, ...count }) => ({
      ...count,
      operation: operation.id,
      sent: sent && [...sent],
    })),
  };
  const envelope: Envelope = {
    id,
    ...usageEvent,
    time: at.toISOString(),
    key: id,
    // Nobody's request: a sum of many.
    actor: null,
    device: null,
    address: null,
    client: null,
    trace: null,
    data,
  };
  return JSON.stringify(envelope);
}

/** Reads a record's value, data and all. Throws where it is no batch of a version that is known. */
export function decodeMessage(value: string): Envelope {
  const envelope = decodeEnvelope(value);
  if (envelope.type !== usageEvent.type || envelope.version > usageEvent.version)
    throw new Error(`version ${envelope.version} of ${envelope.type} is not known here`);
  return { ...envelope, data: usageMessageSchema.parse(envelope.data) };
}

/** The batch of an envelope that `decodeMessage` read. Throws where a count names an operation that isn't there. */
export function toBatch({ id, data }: Envelope): UsageBatch {
  const { operations, counts } = data as z.infer<typeof usageMessageSchema>;
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  return {
    id,
    counts: counts.map(({ operation, ...count }) => {
      const found = byId.get(operation);
      if (!found) throw new Error(`a count is of the operation ${operation}, which the batch doesn't have`);
      return { ...count, operation: found };
    }),
  };
}
