import type { Metrics } from '../../platform/telemetry/metrics.ts';
import type { ResilienceWatch } from '../fetch/resilient-transport.ts';

/** Subgraphs of one graph; a name beyond that is counted as `other`. */
const subgraphsMax = 50;

/** What the ways to subgraphs do about failures, as metrics. Returns the watch of each way, by the subgraph's name. */
export function observeResilience(metrics: Metrics): (subgraph: string) => ResilienceWatch {
  const open = new Map<string, boolean>();
  const budgets = new Map<string, () => number>();
  const retries = metrics.counter(
    'router_subgraph_retries_total',
    'Queries that failed and might be sent again: sent, or refused by the retry budget',
    { subgraph: subgraphsMax, outcome: 2 },
  );
  const refusals = metrics.counter(
    'router_subgraph_refusals_total',
    'Requests to a subgraph that were not sent: its circuit was open, or too many waited for it',
    { subgraph: subgraphsMax, reason: 2 },
  );
  metrics.gauge('router_subgraph_circuit_open', '1 while a subgraph is left alone', { subgraph: subgraphsMax }, () =>
    [...open].map(([name, isOpen]) => [[name], isOpen ? 1 : 0] as const),
  );
  metrics.gauge(
    'router_subgraph_retry_budget',
    'Tokens left of the retry budget; half of them or fewer: nothing is sent again',
    { subgraph: subgraphsMax },
    () => [...budgets].map(([name, tokens]) => [[name], tokens()] as const),
  );
  return (name) => {
    open.set(name, false);
    return {
      circuit: (state) => open.set(name, state === 'open'),
      budget: (tokens) => budgets.set(name, tokens),
      retry: (outcome) => retries.add(name, outcome),
      refused: (reason) => refusals.add(name, reason === 'CIRCUIT_OPEN' ? 'circuit_open' : 'overloaded'),
    };
  };
}
