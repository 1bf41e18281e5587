import type { Logger } from './logger.ts';
import type { Telemetry } from './start-telemetry.ts';
import { isTraceparent, traceIdOf } from './traceparent.ts';

/** What there is to tell of a request once it was answered. */
export interface RequestFacts {
  readonly status: number;
  /** As the client calls its operation; null where it doesn't. */
  readonly operation: string | null;
  /** Whether the answer has errors. */
  readonly failed: boolean;
}

/** Answers a request; `trace` is the `traceparent` of what it causes. Never rejects. */
export type Answering = (trace: string | null) => Promise<RequestFacts>;

/** A name in a log line is cut here: it comes from outside. */
const nameMax = 100;

/**
 * Tells of each request that a subgraph answers: a count, its duration, a span where it is traced, and a log line: at
 * `info` where something was wrong with it, else at `debug`, because the router's line tells of every client's request.
 */
export function createRequestObserver(deps: {
  logger: Logger;
  telemetry: Telemetry | undefined;
}): (header: string | string[] | undefined, answer: Answering) => void {
  const { tracer, metrics } = deps.telemetry ?? {};
  // Its line has nothing to redact, and looking through each of them is most of what it would cost.
  const logger = deps.logger.child({}, { redact: [] });
  const requests = metrics?.counter('subgraph_requests_total', 'GraphQL requests that the subgraph answered', {
    outcome: 4,
  });
  const duration = metrics?.timing('subgraph_request_duration_seconds', 'How long the subgraph took to answer');

  return (header, answer) => {
    const startedAt = performance.now();
    const incoming = isTraceparent(header) ? header : null;
    const span = tracer?.child(incoming, 'subgraph request', { kind: 'server' });
    const trace = span?.traceparent ?? incoming;
    void (span ? tracer!.within(span, () => answer(trace)) : answer(trace)).then(({ status, operation, failed }) => {
      const ms = performance.now() - startedAt;
      const outcome = status >= 500 ? 'error' : status >= 400 ? 'refused' : failed ? 'errors' : 'ok';
      requests?.add(outcome);
      duration?.observe(ms / 1000);
      if (span) {
        if (operation) span.rename(`subgraph request ${operation.slice(0, nameMax)}`);
        span.set({ 'http.response.status_code': status });
        span.end(outcome === 'ok' ? undefined : outcome);
      }
      const level = outcome === 'ok' ? 'debug' : 'info';
      if (!logger.isLevelEnabled(level)) return;
      const line = { status, operation: operation?.slice(0, nameMax), outcome, ms: Math.round(ms * 100) / 100 };
      logger[level](trace ? { ...line, trace: traceIdOf(trace) } : line, 'request');
    });
  };
}
