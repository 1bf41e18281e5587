import { randomFillSync } from 'node:crypto';
import { isTraceparent } from '../../platform/telemetry/traceparent.ts';
import type { Span, Tracer } from '../../platform/telemetry/tracer.ts';

/** Random bytes are drawn in blocks: one call of the generator costs as much as a small request's parsing. */
const blockBytes = 24 * 256;

/** A request's place in its trace. */
export interface RequestTrace {
  /** W3C `traceparent` of what the request causes. */
  readonly traceparent: string;
  /** Undefined where the trace isn't recorded, or nothing is traced. */
  readonly span: Span | undefined;
}

/**
 * Gives each request its place in a trace: below the client's own `traceparent`, if that is well-formed, or in a new one.
 * Without a `tracer` no span is made and the client's own is passed along as it is.
 */
export function createRequestTrace(tracer: Tracer | undefined): (header: unknown) => RequestTrace {
  const options = { kind: 'server' } as const;
  if (tracer)
    return (header) => {
      const span = isTraceparent(header) ? tracer.child(header, 'request', options) : tracer.begin('request', options);
      return { traceparent: span?.traceparent ?? (header as string), span };
    };
  const block = Buffer.allocUnsafe(blockBytes);
  let used = blockBytes;
  return (header) => {
    if (isTraceparent(header)) return { traceparent: header, span: undefined };
    if (used === blockBytes) {
      randomFillSync(block);
      used = 0;
    }
    const hex = block.toString('hex', used, used + 24);
    used += 24;
    // 01: sampled. Who samples decides downstream.
    return { traceparent: `00-${hex.slice(0, 32)}-${hex.slice(32)}-01`, span: undefined };
  };
}
