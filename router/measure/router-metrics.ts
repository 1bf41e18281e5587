import type { Metrics } from '../../platform/telemetry/metrics.ts';
import { outcomeOf } from './outcome.ts';

/** What the router counts of operations, however they came. */
export interface RouterMetrics {
  /** `operation` is null where it has no name or was refused before it was known. `seconds` is the whole request. */
  readonly answered: (operation: string | null, codes: readonly string[], seconds: number) => void;
  /** A document was asked for by its text; `kept` where it was parsed and validated before. */
  readonly readDocument: (kept: boolean) => void;
  /** An operation was asked for; `kept` where it was planned and compiled before. */
  readonly preparedOperation: (kept: boolean) => void;
}

/** A product's own clients have some hundred operations; past that they are counted together as `other`. */
const operationsMax = 300;
/** The router's own codes, and some that subgraphs bring. */
const codesMax = 60;
const unnamed = 'unnamed';

export function createRouterMetrics(metrics: Metrics): RouterMetrics {
  const requests = metrics.counter(
    'router_requests_total',
    'Operations answered; a subscription counts when it begins',
    {
      operation: operationsMax,
      outcome: 4,
    },
  );
  const errors = metrics.counter('router_errors_total', 'Answers with an error of this code', { code: codesMax });
  const duration = metrics.timing('router_request_duration_seconds', 'From the request to its answer', {
    operation: operationsMax,
  });
  const caches = metrics.counter('router_cache_requests_total', 'What was asked of a cache', { cache: 2, outcome: 2 });
  return {
    answered(operation, codes, seconds) {
      const name = operation ?? unnamed;
      requests.add(name, outcomeOf(codes));
      duration.observe(seconds, name);
      for (const code of codes) errors.add(code);
    },
    readDocument: (kept) => caches.add('document', kept ? 'hit' : 'miss'),
    preparedOperation: (kept) => caches.add('operation', kept ? 'hit' : 'miss'),
  };
}
