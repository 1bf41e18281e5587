import type { Identity } from '../../platform/identity/identity.ts';
import type { Limiter, LimitStore } from '../../platform/limits/port.ts';
import { RequestError } from '../admit/request-error.ts';
import type { LimitRule } from './limits-config.ts';

/** What the rules look at. */
export interface Charge {
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** The operation's root fields by their schema names, each as often as it stands there. */
  readonly rootFields: readonly string[];
  readonly cost: number;
}

export interface RateLimits {
  /** Spends what an operation costs by every rule that fits. Throws a RequestError (429) at the first that is spent. */
  spend(charge: Charge, identity: Identity): Promise<void>;
}

/** Applies the rules of the config, each with its own allowance in the store. */
export function createRateLimits(rules: readonly LimitRule[], store: LimitStore): RateLimits {
  const limiters = rules.map((rule) => ({ rule, limiter: store.limiter(rule) }));
  return {
    async spend(charge, identity) {
      for (const { rule, limiter } of limiters) {
        const points = pointsOf(rule, charge);
        if (points > 0) await spendOne(rule, limiter, identity, points);
      }
    },
  };
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

async function spendOne(rule: LimitRule, limiter: Limiter, identity: Identity, points: number): Promise<void> {
  const key = rule.per === 'identity' && identity.subject !== null ? `i:${identity.subject}` : `a:${identity.address}`;
  const { allowed, retryAfterMs } = await limiter.spend(key, points);
  if (allowed) return;
  const retryAfter = Math.ceil(retryAfterMs / 1000);
  throw new RequestError(
    { status: 429, statusAlways: true, headers: { 'retry-after': String(retryAfter) } },
    {
      message: `Too many requests: try again in ${retryAfter} s.`,
      extensions: { code: 'RATE_LIMITED', rule: rule.name, retryAfterSeconds: retryAfter },
    },
  );
}
