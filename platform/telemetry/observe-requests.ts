import type { Logger } from './logger.ts';
import type { Telemetry } from './start-telemetry.ts';
import { isTraceparent, traceIdOf } from './traceparent.ts';
import { failureOf } from './tracer.ts';

/** What there is to tell of a request once it was answered. */
export interface RequestFacts {
  readonly status: number;
  /** As the client calls its operation; null where it doesn't. */
  readonly operation: string | null;
  /** Whether the answer has errors. */
  readonly failed: boolean;
}

/** Answers a request; `trace` is the `traceparent` of what it causes. */
export type Answering = (trace: string | null) => Promise<RequestFacts>;

/** A name in a log line is cut here: it comes from outside. */
const nameMax = 100;

/** Tells of each request that a subgraph answers: one log line, a count, its duration, and a span where it is traced. */
export function createRequestObserver(deps: {
  logger: Logger;
  telemetry: Telemetry | undefined;
}): (header: string | string[] | undefined, answer: Answering) => Promise<void> {
  const { tracer, metrics } = deps.telemetry ?? {};
  // Its line has nothing to redact, and looking through each of them is most of what it would cost.
  const logger = deps.logger.child({}, { redact: [] });
  const requests = metrics?.counter('subgraph_requests_total', 'GraphQL requests that the subgraph answered', {
    outcome: 3,
  });
  const duration = metrics?.timing('subgraph_request_duration_seconds', 'How long the subgraph took to answer');

  return async (header, answer) => {
    const startedAt = performance.now();
    const incoming = isTraceparent(header) ? header : null;
    const span = tracer?.child(incoming, 'subgraph request', { kind: 'server' });
    const trace = span?.traceparent ?? incoming;
    const tell = (facts: RequestFacts, failure?: string): void => {
      const ms = performance.now() - startedAt;
      const operation = facts.operation?.slice(0, nameMax) ?? undefined;
      const outcome = facts.status >= 500 ? 'error' : facts.status >= 400 ? 'refused' : facts.failed ? 'errors' : 'ok';
      requests?.add(outcome);
      duration?.observe(ms / 1000);
      if (span && operation) span.rename(`subgraph request ${operation}`);
      span?.set({ 'http.response.status_code': facts.status });
      span?.end(failure ?? (outcome === 'ok' ? undefined : outcome));
      const line = {
        status: facts.status,
        operation,
        failed: facts.failed || undefined,
        ms: Math.round(ms * 100) / 100,
      };
      logger.info(trace ? { ...line, trace: traceIdOf(trace) } : line, 'request');
    };
    try {
      tell(await (span ? tracer!.within(span, () => answer(trace)) : answer(trace)));
    } catch (error) {
      tell({ status: 500, operation: null, failed: true }, failureOf(error));
      throw error;
    }
  };
}
