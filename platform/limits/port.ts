/** How much may be spent within a window. */
export interface Allowance {
  /** Tells the allowances of one store apart. */
  readonly name: string;
  /** Points that a key may spend within the window. */
  readonly points: number;
  readonly windowSeconds: number;
  /** Points on top, spent when the window's are gone and refilled every `windowSeconds` of its own. */
  readonly burst?: { readonly points: number; readonly windowSeconds: number };
}

export interface Spent {
  readonly allowed: boolean;
  /** When not allowed: how long to wait until points are free again, in milliseconds. */
  readonly retryAfterMs: number;
}

/** Counts what each key spent of one allowance. */
export interface Limiter {
  /**
   * Spends points of a key; a store in this process answers at once. Never rejects: a store that can't be reached falls back
   * to this process's memory.
   */
  spend(key: string, points: number): Promise<Spent> | Spent;
}

/** Where the counts are kept: this process's memory, or a Redis that all processes share. */
export interface LimitStore {
  limiter(allowance: Allowance): Limiter;
  close(): Promise<void>;
}
