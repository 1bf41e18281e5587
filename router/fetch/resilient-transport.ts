import {
  BrokenCircuitError,
  CircuitState,
  circuitBreaker,
  ExponentialBackoff,
  fullJitterGenerator,
  handleWhen,
  retry,
  SamplingBreaker,
} from 'cockatiel';
import { toAbortSignal } from './cancel-signal.ts';
import { createRetryBudget } from './retry-budget.ts';
import {
  SubgraphFailure,
  type SubgraphRefusal,
  type SubgraphReply,
  type SubgraphRequest,
  type SubgraphTransport,
} from './transport.ts';

/** How the way to one subgraph bears its failures. */
export interface ResilienceOptions {
  /** How often a query is sent again; mutations never are. */
  readonly retriesMax: number;
  /** The tokens of the retry budget (retry-budget.ts). */
  readonly retryBudget: number;
  /** The requests that may be under way or wait for a connection at once. */
  readonly underWayMax: number;
  /** The circuit opens when more than this share of the requests failed, */
  readonly circuitFailureShare: number;
  /** of those within the last so many milliseconds, */
  readonly circuitWindowMs: number;
  /** if they were at least so many. */
  readonly circuitRequestsMin: number;
  /** After so many milliseconds one request tries whether the subgraph is back. */
  readonly circuitOpenMs: number;
}

/**
 * Two retries get a query past a restarting instance behind one address; more only add waiting. A budget of 100 covers
 * the 50 requests that such a restart cuts off at once. Half of 20 requests in 10 s is no accident, and 20 is more than
 * a developer's page sends. A subgraph that is back is noticed within a second, at the price of one request a second.
 */
export const resilienceDefaults = {
  retriesMax: 2,
  retryBudget: 100,
  circuitFailureShare: 0.5,
  circuitWindowMs: 10_000,
  circuitRequestsMin: 20,
  circuitOpenMs: 1_000,
} satisfies Omit<ResilienceOptions, 'underWayMax'>;

/** Is told what is done about failures. */
export interface ResilienceWatch {
  circuit(state: 'open' | 'closed'): void;
  /** Once: how to read the tokens that are left of the retry budget. */
  budget(tokens: () => number): void;
  /** A query failed that may be sent again: it is, or the budget refuses. */
  retry(outcome: 'sent' | 'refused'): void;
  /** A request was not sent. */
  refused(reason: SubgraphRefusal): void;
}

/** The first retry comes within 50 ms at random, the second within 100: about what taking a new connection takes. */
const backoff = { initialDelay: 50, maxDelay: 200, generator: fullJitterGenerator };

/** What proxies answer for a server that isn't there. */
const isRefusal = (value: unknown): boolean => {
  const { status } = value as SubgraphReply;
  return status === 502 || status === 503 || status === 504;
};
const hasCode = (error: unknown, code: SubgraphFailure['code']): boolean =>
  error instanceof SubgraphFailure && error.code === code;
const isUnreachable = (error: unknown): boolean => hasCode(error, 'SUBGRAPH_UNAVAILABLE') && !reasonOf(error);
const reasonOf = (error: unknown) => (error instanceof SubgraphFailure ? error.reason : undefined);

/**
 * Sends queries again that never came through, within a budget; asks a subgraph that mostly fails no more until it is
 * back; and lets no more than a number of requests wait for it, so that one subgraph that hangs takes no memory from the
 * others. Refused requests are `SUBGRAPH_UNAVAILABLE` with a reason.
 *
 * While all is well requests go past cockatiel's policies, which cost more than all else here: successes are only
 * counted, and the policies see failures and what comes after them.
 */
export function createResilientTransport(
  transport: SubgraphTransport,
  name: string,
  options: ResilienceOptions,
  watch?: ResilienceWatch,
): SubgraphTransport {
  const { circuitFailureShare: threshold, circuitWindowMs: duration, circuitRequestsMin, circuitOpenMs } = options;
  const samples = new SamplingBreaker({ threshold, duration, minimumRps: circuitRequestsMin / (duration / 1_000) });
  const circuit = circuitBreaker(
    handleWhen(
      (error) =>
        isUnreachable(error) ||
        hasCode(error, 'SUBGRAPH_TIMEOUT') ||
        // A trial that its client gave up says nothing; cockatiel would close the circuit for it.
        (circuit.state === CircuitState.HalfOpen && hasCode(error, 'REQUEST_ABORTED')),
    ).orWhenResult(isRefusal),
    { breaker: samples, halfOpenAfter: circuitOpenMs },
  );
  circuit.onBreak(() => watch?.circuit('open'));
  circuit.onReset(() => watch?.circuit('closed'));
  const budget = createRetryBudget(options.retryBudget);
  watch?.budget(budget.tokens);
  const maySend = (): boolean => {
    const allowed = budget.spend();
    if (!allowed) watch?.retry('refused');
    return allowed;
  };
  const retries = retry(
    handleWhen((error) => isUnreachable(error) && maySend()).orWhenResult((reply) => isRefusal(reply) && maySend()),
    { maxAttempts: options.retriesMax, backoff: new ExponentialBackoff(backoff) },
  );
  let underWay = 0;

  const refuse = (reason: SubgraphRefusal, message: string): Promise<never> => {
    watch?.refused(reason);
    return Promise.reject(new SubgraphFailure('SUBGRAPH_UNAVAILABLE', message, { reason }));
  };
  const refuseOpen = (): Promise<never> =>
    refuse('CIRCUIT_OPEN', `The subgraph "${name}" failed too often and isn't asked for a moment.`);

  /** Lets the circuit know of an outcome that it may open for. */
  const tell = (outcome: Promise<SubgraphReply>): void => {
    if (circuit.state === CircuitState.Closed) circuit.execute(() => outcome).catch(() => undefined);
  };
  const answered = (reply: SubgraphReply): SubgraphReply => {
    underWay--;
    if (isRefusal(reply)) tell(Promise.resolve(reply));
    else {
      samples.success(CircuitState.Closed);
      budget.earn();
    }
    return reply;
  };
  const failed = (error: unknown): Promise<never> => {
    underWay--;
    const outcome = Promise.reject(error);
    // What says nothing of the subgraph's health counts neither way.
    if (isUnreachable(error) || hasCode(error, 'SUBGRAPH_TIMEOUT')) tell(outcome);
    return outcome;
  };

  /** The request that finds out whether the subgraph is back; all others are refused until it has. */
  const tryAgain = (request: SubgraphRequest): Promise<SubgraphReply> => {
    if (circuit.state === CircuitState.HalfOpen) return refuseOpen();
    return circuit
      .execute(() => {
        underWay++;
        return transport.send(request).finally(() => underWay--);
      })
      .catch((error: unknown) => (error instanceof BrokenCircuitError ? refuseOpen() : Promise.reject(error)));
  };

  const isWell = (): boolean => underWay < options.underWayMax && circuit.state === CircuitState.Closed;

  const attempt = (request: SubgraphRequest): Promise<SubgraphReply> => {
    if (isWell()) {
      underWay++;
      return transport.send(request).then(answered, failed);
    }
    return underWay >= options.underWayMax
      ? refuse('OVERLOADED', `Too many requests wait for the subgraph "${name}".`)
      : tryAgain(request);
  };

  const retryAfter = (first: Promise<SubgraphReply>, request: SubgraphRequest): Promise<SubgraphReply> =>
    retries.execute(({ attempt: before }) => {
      if (before === 0) return first;
      watch?.retry('sent');
      return attempt(request);
    }, toAbortSignal(request.signal));

  return {
    send: (request) => {
      if (!request.idempotent || options.retriesMax === 0) return attempt(request);
      if (isWell()) {
        // As `attempt` does, with one promise less.
        underWay++;
        return transport.send(request).then(
          (reply) => (isRefusal(answered(reply)) ? retryAfter(Promise.resolve(reply), request) : reply),
          (error: unknown) => retryAfter(failed(error), request),
        );
      }
      const first = attempt(request);
      return first.then(
        (reply) => (isRefusal(reply) ? retryAfter(first, request) : reply),
        () => retryAfter(first, request),
      );
    },
    close: () => transport.close(),
  };
}
