import type { Envelope } from '../../events/envelope.ts';

/**
 * Reads a record's value as an envelope: its frame is checked here (so that what routes and dedupes can rely on it), its
 * `data` by the event definition that reads it. Unknown fields are kept: an older reader must bear a newer producer.
 *
 * Throws an Error that names the first thing wrong.
 */
export function decodeEnvelope(value: string): Envelope {
  const parsed: unknown = JSON.parse(value);
  if (typeof parsed !== 'object' || parsed === null) throw new Error('the envelope is not an object');
  const envelope = parsed as Record<keyof Envelope, unknown>;
  for (const field of ['id', 'type', 'time', 'key'] as const) {
    if (typeof envelope[field] !== 'string' || envelope[field] === '') {
      throw new Error(`the envelope's ${field} is not a text`);
    }
  }
  if (!Number.isInteger(envelope.version) || (envelope.version as number) < 1) {
    throw new Error("the envelope's version is not a whole number from 1");
  }
  if (Number.isNaN(Date.parse(envelope.time as string))) throw new Error("the envelope's time is not a time");
  for (const field of ['actor', 'device', 'address', 'client', 'trace'] as const) {
    const content = envelope[field] ?? null;
    if (content !== null && typeof content !== 'string') throw new Error(`the envelope's ${field} is not a text`);
    envelope[field] = content;
  }
  if (!('data' in envelope)) throw new Error('the envelope has no data');
  return envelope as Envelope;
}
