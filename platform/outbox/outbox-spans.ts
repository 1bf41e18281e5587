import type { Span, Tracer } from '../telemetry/tracer.ts';
import type { OutboxRow } from './relay-session.ts';

/**
 * A span for each row whose trace is recorded: from the event's time to when the log has it, so that a trace shows how
 * long an event waited in the outbox. By row id.
 */
export function beginOutboxSpans(
  rows: readonly OutboxRow[],
  tracer: Tracer | undefined,
  outbox: string,
): ReadonlyMap<string, Span> {
  const spans = new Map<string, Span>();
  if (!tracer) return spans;
  for (const { id, topic, traceparent, value } of rows) {
    const span = tracer.child(traceparent, `outbox ${topic}`, { startMs: timeOf(value), attributes: { outbox } });
    if (span) spans.set(id, span);
  }
  return spans;
}

/** The event's time in milliseconds since 1970; undefined where it can't be read. */
function timeOf(envelope: string): number | undefined {
  try {
    const ms = Date.parse((JSON.parse(envelope) as { time?: string }).time ?? '');
    return Number.isNaN(ms) ? undefined : ms;
  } catch {
    return undefined;
  }
}
