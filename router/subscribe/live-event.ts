import type { Positions } from './positions.ts';

/** One event of the log as subscribers get it. Shared by all of them: nobody changes it. */
export interface LiveEvent {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** The envelope's id: the same event published twice has it twice. */
  readonly id: string;
  readonly type: string;
  /** The log record's key. */
  readonly key: string;
  /** W3C `traceparent` of the request that caused it. */
  readonly trace: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** When the log took it, in milliseconds since 1970. */
  readonly atMs: number;
  /** About what it costs to keep. */
  readonly bytes: number;
  /**
   * Where this router stood in the topic right after this event. Only in events read live (not in those of a scan),
   * and only where somebody without a recipient may listen: their cursors hold every partition.
   */
  readonly positions?: Positions;
}

interface EnvelopeShape {
  readonly id: string;
  readonly type: string;
  readonly trace?: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The parts of an envelope that the live part needs; null where the value isn't one. */
export function readEnvelope(value: string | null): EnvelopeShape | null {
  if (value === null) return null;
  try {
    const envelope = JSON.parse(value) as Partial<EnvelopeShape> | null;
    if (typeof envelope?.id !== 'string' || typeof envelope.type !== 'string') return null;
    if (typeof envelope.data !== 'object' || envelope.data === null) return null;
    return envelope as EnvelopeShape;
  } catch {
    return null;
  }
}
