/** What keeps retries from multiplying the load of a subgraph that is in trouble. */
export interface RetryBudget {
  /** A first attempt was answered. */
  earn(): void;
  /** How many tokens are left. */
  tokens(): number;
  /** An attempt failed. Tells whether the budget allows another one. */
  spend(): boolean;
}

/** Every tenth answer pays for a failure: a subgraph that fails more often than that is soon asked once only. */
const earnedPerAnswer = 0.1;

/**
 * The token bucket of gRPC's retry throttling (proposal A6): a failure costs a token, an answer earns a tenth of one, and
 * there are retries as long as the bucket is more than half full.
 */
export function createRetryBudget(tokensMax: number): RetryBudget {
  let tokens = tokensMax;
  return {
    tokens: () => tokens,
    earn: () => {
      if (tokens < tokensMax) tokens = Math.min(tokensMax, tokens + earnedPerAnswer);
    },
    spend: () => {
      tokens = Math.max(0, tokens - 1);
      return tokens > tokensMax / 2;
    },
  };
}
