/** The rebuilds of windows that are under way. What can wait, waits for their end. */
export interface Rebuilds {
  add(rebuild: Promise<unknown>): void;
  /** Resolves when those that are under way have ended, well or badly, or at once after `close`. */
  ended(): Promise<void>;
  /** Nobody waits any more. */
  close(): void;
}

export function createRebuilds(): Rebuilds {
  let underWay: Promise<unknown> = Promise.resolve();
  let close = (): void => {};
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  return {
    add(rebuild) {
      underWay = Promise.allSettled([underWay, rebuild]);
    },
    async ended() {
      await Promise.race([underWay, closed]);
    },
    close,
  };
}
