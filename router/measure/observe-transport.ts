import type { Metrics } from '../../platform/telemetry/metrics.ts';
import { failureOf, type Tracer } from '../../platform/telemetry/tracer.ts';
import {
  SubgraphFailure,
  type SubgraphReply,
  type SubgraphRequest,
  type TransportFactory,
} from '../fetch/transport.ts';

/** Subgraphs of one graph; a name beyond that is counted as `other`. */
const subgraphsMax = 50;

/** The same ways to subgraphs, telling of each fetch: a count by outcome, its duration, and a span where it is traced. */
export function observeTransports(
  factory: TransportFactory,
  { metrics, tracer }: { readonly metrics: Metrics; readonly tracer: Tracer | undefined },
): TransportFactory {
  const fetches = metrics.counter('router_subgraph_fetches_total', 'Requests to a subgraph', {
    subgraph: subgraphsMax,
    outcome: 10,
  });
  const duration = metrics.timing('router_subgraph_fetch_duration_seconds', "From a subgraph's request to its answer", {
    subgraph: subgraphsMax,
  });

  return (subgraph) => {
    const { name } = subgraph;
    const transport = factory(subgraph);

    const measured = (request: SubgraphRequest): Promise<SubgraphReply> => {
      const startedAt = performance.now();
      return transport.send(request).then(
        (reply) => {
          duration.observe((performance.now() - startedAt) / 1000, name);
          fetches.add(name, reply.status < 400 ? 'ok' : 'http_error');
          return reply;
        },
        (error: unknown) => {
          duration.observe((performance.now() - startedAt) / 1000, name);
          fetches.add(name, outcomes[error instanceof SubgraphFailure ? error.code : 'SUBGRAPH_UNAVAILABLE']);
          throw error;
        },
      );
    };

    const traced = (request: SubgraphRequest, following: Tracer): Promise<SubgraphReply> => {
      const span = following.child(request.headers.traceparent, `fetch ${name}`, {
        kind: 'client',
        attributes: { 'graphql.subgraph.name': name, 'http.request.method': 'POST' },
      });
      if (!span) return measured(request);
      const headers = { ...request.headers, traceparent: span.traceparent };
      return measured({ ...request, headers }).then(
        (reply) => {
          span.set({ 'http.response.status_code': reply.status });
          span.end(reply.status < 400 ? undefined : String(reply.status));
          return reply;
        },
        (error: unknown) => {
          span.end(failureOf(error));
          throw error;
        },
      );
    };

    return {
      send: tracer ? (request) => traced(request, tracer) : measured,
      close: () => transport.close(),
    };
  };
}

const outcomes = {
  SUBGRAPH_UNAVAILABLE: 'unavailable',
  SUBGRAPH_TIMEOUT: 'timeout',
  SUBGRAPH_MALFORMED_RESPONSE: 'malformed',
  SUBGRAPH_RESPONSE_TOO_LARGE: 'too_large',
  SUBGRAPH_HTTP_ERROR: 'http_error',
  REQUEST_ABORTED: 'aborted',
} as const;
