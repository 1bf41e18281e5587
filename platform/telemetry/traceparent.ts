/** W3C Trace Context, version 00: a trace id and a parent id that aren't all zeros, and flags. */
const syntax = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** True for a well-formed `traceparent` (https://www.w3.org/TR/trace-context/#traceparent-header). */
export function isTraceparent(value: unknown): value is string {
  return typeof value === 'string' && syntax.test(value);
}

/** The trace id: 32 hex digits. */
export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);

/** The id of the span that it names as the parent: 16 hex digits. */
export const spanIdOf = (traceparent: string): string => traceparent.slice(36, 52);

/** Whether whoever began the trace decided to record it: the lowest bit of the flags. */
export function isSampled(traceparent: string): boolean {
  return (Number.parseInt(traceparent.charAt(54), 16) & 1) === 1;
}
