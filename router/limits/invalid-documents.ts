import { LRUCache } from 'lru-cache';
import type { Identity } from '../../platform/identity/identity.ts';
import type { Limiter, LimitStore, Spent } from '../../platform/limits/port.ts';
import type { LimitRule } from './limits-config.ts';
import { keyOf, refusal } from './rate-limits.ts';

/** Who sends documents that can't be read. */
export interface InvalidDocuments {
  /** Throws a RequestError (429) for whoever sent too many, before their next unknown document costs anything. */
  check(identity: Identity): void;
  /** Counts one that couldn't be parsed or isn't valid. */
  count(identity: Identity): void;
}

/** Callers remembered as refused; the oldest are forgotten first, and are refused again after their next one. */
const refusedMax = 10_000;

/**
 * Applies the rules that spend on invalid documents. Reading an unknown document is the one thing that costs a router much before
 * it knows whether it makes sense; what comes again is known, good or bad, and costs a lookup.
 *
 * Whether somebody is refused is remembered here, so that nobody waits for a store before their document is read.
 */
export function createInvalidDocuments(rules: readonly LimitRule[], store: LimitStore): InvalidDocuments {
  const own = rules
    .filter(({ spend }) => spend === 'invalid')
    .map((rule) => ({
      rule,
      limiter: store.limiter(rule) as Limiter,
      untilMs: new LRUCache<string, number>({ max: refusedMax }),
    }));
  return {
    check(identity) {
      for (const { rule, untilMs } of own) {
        const leftMs = (untilMs.get(keyOf(rule, identity)) ?? 0) - performance.now();
        if (leftMs > 0) throw refusal(rule, leftMs);
      }
    },
    count(identity) {
      for (const { rule, limiter, untilMs } of own) {
        const key = keyOf(rule, identity);
        const told = ({ allowed, retryAfterMs }: Spent): void => {
          if (!allowed) untilMs.set(key, performance.now() + retryAfterMs);
        };
        const spent = limiter.spend(key, 1);
        if (spent instanceof Promise) void spent.then(told);
        else told(spent);
      }
    },
  };
}
