/** What a span says besides its name. Never a value that a person typed. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export type SpanKind = 'server' | 'client' | 'producer' | 'consumer' | 'internal';

/** A piece of work with a beginning and an end, below the one that caused it. */
export interface Span {
  /** What is caused by it carries this W3C `traceparent`. */
  readonly traceparent: string;
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** Ends it; `failure` says in a word or a code why it failed. Messages of errors don't belong there: they may quote. */
  end(failure?: string): void;
}

export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly attributes?: SpanAttributes;
  /** When it began, in milliseconds since 1970; now unless told. */
  readonly startMs?: number;
}

/**
 * Makes spans. A process that isn't traced has no Tracer at all (parts take it as optional), and a trace that isn't
 * sampled gives no Span: either way nothing is made, and `traceparent` is passed along as it came.
 */
export interface Tracer {
  /** Begins a new trace; whether it is recorded is in its `traceparent`. */
  begin(name: string, options?: SpanOptions): Span;
  /** A span below a `traceparent`; undefined where there is none or its trace isn't recorded. */
  child(parent: string | null | undefined, name: string, options?: SpanOptions): Span | undefined;
  /** Runs `work` so that `current()` within it, and in all that it awaits, is the span. */
  within<Result>(span: Span, work: () => Result): Result;
  /** The span that this code runs within. */
  current(): Span | undefined;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** A failure in a word, for `Span.end`: an error's code (as databases and sockets give), or its class. */
export function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' || typeof code === 'number' ? String(code) : error.name;
}
