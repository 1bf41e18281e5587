/** What was asked of Kafka's client never ended, well or badly. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * As `run`, or a DeadlineError after `ms`. kafkajs has ways to wait for ever: signing in has no time-out of its own, nor
 * has closing. Whoever gets this error has to leave the client that hangs, without waiting for it.
 */
export function within<Result>(ms: number, what: string, run: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineError(`${what}: no end within ${ms} ms`)), ms);
    run.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
