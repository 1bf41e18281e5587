import type { Identity } from '../../platform/identity/identity.ts';
import type { LimitStore } from '../../platform/limits/port.ts';
import { RequestError, refuse } from '../admit/request-error.ts';
import type { LimitRule } from './limits-config.ts';

/** What the rules look at. */
export interface Charge {
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** The operation's root fields by their schema names, each as often as it stands there. */
  readonly rootFields: readonly string[];
  readonly cost: number;
}

export interface RateLimits {
  /**
   * Spends what an operation costs by every rule that fits. Throws a RequestError (429) at the first that is spent, or
   * rejects with it where the store has to be waited for.
   */
  spend(charge: Charge, identity: Identity): Promise<void> | undefined;
}

/** Applies the rules of the config, each with its own allowance in the store. */
export function createRateLimits(rules: readonly LimitRule[], store: LimitStore): RateLimits {
  const limiters = rules
    .filter(({ spend }) => spend !== 'invalid')
    .map((rule) => ({ rule, limiter: store.limiter(rule) }));

  const spendFrom = (first: number, charge: Charge, identity: Identity): Promise<void> | undefined => {
    for (let index = first; index < limiters.length; index++) {
      const { rule, limiter } = limiters[index]!;
      const points = pointsOf(rule, charge);
      if (points === 0) continue;
      // Waiting wouldn't help, and nothing else should have to wait for it.
      if (rule.spend === 'cost' && points > mostOf(rule)) throw tooDear(rule, points);
      const spent = limiter.spend(keyOf(rule, identity), points);
      if (spent instanceof Promise)
        return spent.then((late) => {
          if (!late.allowed) throw refusal(rule, late.retryAfterMs);
          return spendFrom(index + 1, charge, identity);
        });
      if (!spent.allowed) throw refusal(rule, spent.retryAfterMs);
    }
    return undefined;
  };
  return { spend: (charge, identity) => spendFrom(0, charge, identity) };
}

function pointsOf(rule: LimitRule, charge: Charge): number {
  if (rule.kind !== undefined && rule.kind !== charge.kind) return 0;
  let times = 1;
  if (rule.fields) {
    const { fields } = rule;
    times = charge.rootFields.filter((field) => fields.includes(field)).length;
    if (times === 0) return 0;
  }
  return rule.spend === 'cost' ? Math.ceil(charge.cost) : times;
}

/** What can be spent at once at most: all of it comes from the one allowance or from the other. */
function mostOf({ points, burst }: LimitRule): number {
  return Math.max(points, burst?.points ?? 0);
}

function tooDear(rule: LimitRule, points: number): RequestError {
  const message = `The operation costs ${points} points; nobody has more than ${mostOf(rule)} to spend.`;
  return refuse(400, 'COST_LIMIT_EXCEEDED', message);
}

/** Whose allowance it is. */
export function keyOf(rule: LimitRule, { subject, address }: Identity): string {
  return rule.per === 'identity' && subject !== null ? `i:${subject}` : `a:${address}`;
}

/** What a caller is told whose allowance is spent. */
export function refusal(rule: LimitRule, retryAfterMs: number): RequestError {
  const retryAfter = Math.ceil(retryAfterMs / 1000);
  return new RequestError(
    { status: 429, statusAlways: true, headers: { 'retry-after': String(retryAfter) } },
    {
      message: `Too many requests: try again in ${retryAfter} s.`,
      extensions: { code: 'RATE_LIMITED', rule: rule.name, retryAfterSeconds: retryAfter },
    },
  );
}
