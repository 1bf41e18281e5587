export interface BackoffOptions {
  /** The first wait is at most this many milliseconds. */
  readonly firstMs: number;
  /** No wait is longer than this. */
  readonly mostMs: number;
}

/** A second is long for a person; half a minute is short for a router that is down. */
export const defaultBackoff: BackoffOptions = { firstMs: 1_000, mostMs: 30_000 };

/**
 * Exponential waits with full jitter: a random time up to a bound that doubles. Thousands of clients that lost their
 * router at the same moment so come back spread out (Brooker, "Exponential Backoff And Jitter", 2015).
 */
export class Backoff {
  readonly #options: BackoffOptions;
  #failures = 0;
  #waiting: Promise<void> | undefined;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  /** Waits before the next try, or until `signal` is aborted. Who waits at the same time waits for the same moment. */
  async wait(signal: AbortSignal): Promise<void> {
    this.#waiting ??= this.#sleep().finally(() => {
      this.#waiting = undefined;
    });
    if (signal.aborted) return;
    let stop = (): void => {};
    const aborted = new Promise<void>((resolve) => {
      stop = resolve;
      signal.addEventListener('abort', stop, { once: true });
    });
    await Promise.race([this.#waiting, aborted]);
    signal.removeEventListener('abort', stop);
  }

  /** Something came through: the next failure is the first again. */
  succeeded(): void {
    this.#failures = 0;
  }

  #sleep(): Promise<void> {
    const bound = Math.min(this.#options.mostMs, this.#options.firstMs * 2 ** this.#failures++);
    return new Promise((resolve) => setTimeout(resolve, Math.random() * bound));
  }
}
