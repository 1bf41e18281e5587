import type { Limiter, LimitStore, Spent } from '../limits/port.ts';
import type { Metrics } from './metrics.ts';

/** Limits are named in a config file; these are far more than one has. */
const limitsMax = 50;

/** The same limits, counting what they decided, by the limit's name. */
export function observeLimits(store: LimitStore, metrics: Metrics): LimitStore {
  const decisions = metrics.counter('limit_decisions_total', 'What a limit decided', { limit: limitsMax, decision: 2 });
  return {
    limiter(allowance) {
      const limiter: Limiter = store.limiter(allowance);
      const count = (spent: Spent): Spent => {
        decisions.add(allowance.name, spent.allowed ? 'allowed' : 'refused');
        return spent;
      };
      return {
        spend(key, points) {
          const spent = limiter.spend(key, points);
          return spent instanceof Promise ? spent.then(count) : count(spent);
        },
      };
    },
    close: () => store.close(),
  };
}
