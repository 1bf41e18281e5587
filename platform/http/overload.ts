import { z } from 'zod';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** From when on a server refuses requests rather than let all of them wait. */
export interface OverloadLimits {
  /** The event loop's delay that it may have for `sustainedMs` at a stretch, in milliseconds. */
  readonly delayMaxMs: number;
  /** Requests under way at once. */
  readonly underWayMax: number;
}

/**
 * 300 ms is three times what a whole request may take by the service's objective: whoever waits that long for their turn has
 * been let down already, and taking more makes everybody's wait longer. The requests are a bound on memory and on waiting behind
 * something slow: a core answers some 2,000 a second, so that 1,000 under way are half a second of work.
 */
export const overloadDefaults: OverloadLimits = { delayMaxMs: 300, underWayMax: 1_000 };

/** The same as environment variables of a process. */
export const overloadConfigSchema = z.object({
  SHED_DELAY_MS: z.coerce.number().int().positive().default(overloadDefaults.delayMaxMs),
  SHED_REQUESTS_MAX: z.coerce.number().int().positive().default(overloadDefaults.underWayMax),
});

export function overloadLimits(config: z.infer<typeof overloadConfigSchema>): OverloadLimits {
  return { delayMaxMs: config.SHED_DELAY_MS, underWayMax: config.SHED_REQUESTS_MAX };
}

export type ShedReason = 'delay' | 'queue';

/** Counts a server's requests and says which of them are too many. */
export interface Overload {
  /** Counts a request in, and null comes back; or says why it is refused. Who was let in must `leave`. */
  enter(): ShedReason | null;
  leave(): void;
  /** Ends the watch. */
  close(): void;
}

/** How often the event loop's delay is looked at, in milliseconds. */
const sampleMs = 50;
/** A pause of garbage collection, or one large plan, is no overload: a standing delay of a second is. In milliseconds. */
const sustainedMs = 1_000;
/** What was refused is let in again only well below the limit, so that it doesn't flap. */
const resumeShare = 0.5;
/** As for the delay: the queue must have become this much shorter. */
const resumeQueueShare = 0.9;

/**
 * Watches over one server. The delay is a sign of too much work only where it stands: as with controlled delay (CoDel, RFC 8289)
 * it is the least of a while that counts, and not a peak. Nothing is measured a request but a number.
 */
export function createOverload(
  limits: OverloadLimits,
  deps: { logger: Logger; metrics?: Metrics; now?: () => number },
): Overload {
  const { delayMaxMs, underWayMax } = limits;
  const { logger, metrics, now = () => performance.now() } = deps;
  let underWay = 0;
  let lateSince: number | undefined;
  let isLate = false;
  let isFull = false;
  let sampledAt = now();

  const timer = setInterval(() => {
    const at = now();
    const delayMs = at - sampledAt - sampleMs;
    sampledAt = at;
    if (delayMs <= delayMaxMs) lateSince = undefined;
    else lateSince ??= at;
    if (!isLate && lateSince !== undefined && at - lateSince >= sustainedMs) {
      isLate = true;
      logger.warn({ delayMs: Math.round(delayMs), underWay }, 'overloaded: requests are refused for a while');
    } else if (isLate && delayMs < delayMaxMs * resumeShare) {
      isLate = false;
      logger.info({ underWay }, 'no longer overloaded');
    }
  }, sampleMs).unref();

  const shed = metrics?.counter(
    'http_requests_shed_total',
    'Requests refused with 503 because there was too much to do',
    {
      reason: 2,
    },
  );
  metrics?.gauge('http_requests_under_way', 'GraphQL requests that are being answered', {}, () => [[[], underWay]]);

  return {
    enter() {
      if (isFull) isFull = underWay > underWayMax * resumeQueueShare;
      else isFull = underWay >= underWayMax;
      const reason = isFull ? 'queue' : isLate ? 'delay' : null;
      if (reason === null) underWay++;
      else shed?.add(reason);
      return reason;
    },
    leave() {
      underWay--;
    },
    close: () => clearInterval(timer),
  };
}

/** Clients that were refused together must not come back together: each waits 1 to 3 seconds, at random. */
const retryAfterMaxSeconds = 3;

/** Seconds for the header `Retry-After`. */
export function retryAfterSeconds(): number {
  return 1 + Math.floor(Math.random() * retryAfterMaxSeconds);
}
