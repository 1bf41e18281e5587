import type { Logger } from '../../platform/telemetry/logger.ts';
import { traceIdOf } from '../../platform/telemetry/traceparent.ts';
import type { Tracer } from '../../platform/telemetry/tracer.ts';
import type { AnswerError, PreparedOperation } from '../execute/port.ts';
import { outcomeOf } from '../measure/outcome.ts';
import { createRequestTrace } from '../measure/request-trace.ts';
import type { RouterMetrics } from '../measure/router-metrics.ts';
import type { OperationRequest } from './operation-request.ts';

/** How an operation went: answered, or, for a subscription, begun. */
export interface OperationFacts {
  /** Null where it was refused before it was known. */
  readonly operation: Pick<PreparedOperation, 'name' | 'kind'> | null;
  readonly errors: readonly AnswerError[];
}

/** A name in a log line is cut here: it comes from the client. */
const nameMax = 100;

/**
 * Tells of an operation over a live transport what is told of one over HTTP: one log line, its count and duration, and a span
 * where it is traced. A client puts its `traceparent` into `extensions`.
 */
export function createOperationObserver(deps: {
  logger: Logger;
  tracer?: Tracer;
  metrics?: Pick<RouterMetrics, 'answered'>;
}) {
  const traceOf = createRequestTrace(deps.tracer);
  const logger = deps.logger.child({}, { redact: [] });

  return (request: OperationRequest) => {
    const startedAt = performance.now();
    const { traceparent, span } = traceOf(request.params.extensions.traceparent);
    return {
      traceparent,
      end({ operation, errors }: OperationFacts): void {
        const ms = performance.now() - startedAt;
        const codes = [...new Set(errors.map(({ extensions }) => extensions.code))];
        const name = operation?.name?.slice(0, nameMax) ?? null;
        deps.metrics?.answered(name, codes, ms / 1000);
        if (span) {
          if (operation) span.rename(`${operation.kind} ${name ?? 'unnamed'}`);
          const outcome = outcomeOf(codes);
          span.end(outcome === 'ok' ? undefined : (codes[0] ?? outcome));
        }
        logger.info(
          {
            live: true,
            operation: name,
            kind: operation?.kind ?? null,
            codes: codes.length > 0 ? codes : undefined,
            ms: Math.round(ms * 100) / 100,
            trace: traceIdOf(traceparent),
          },
          'request',
        );
      },
    };
  };
}
