import { backoffMs, pause } from '../log/backoff.ts';
import { isTransient } from '../log/transient.ts';
import type { Logger } from '../telemetry/logger.ts';

/**
 * How long a start waits for what it depends on, in milliseconds: longer than a database takes to fail over to its standby,
 * shorter than the two minutes that Kubernetes gives a start (`startupProbe` in k8s/base), so that the process still says what
 * is missing before it ends, on a busy node too.
 */
const patienceMs = 45_000;
/** Between two attempts, in milliseconds: at random, so that a fleet that starts at once doesn't knock at once. */
const pauses = { firstMs: 100, mostMs: 3_000 };

/**
 * Waits at a start for something that is late: tries until `attempt` succeeds, for a bounded time. What isn't about being late (a
 * wrong password, a database that doesn't exist) is told at once.
 *
 * Rejects with an error that names the dependency and says why the last attempt failed.
 */
export async function awaitDependency<Result>(
  name: string,
  attempt: () => Promise<Result>,
  deps: { logger: Logger; patienceMs?: number },
): Promise<Result> {
  const mostMs = deps.patienceMs ?? patienceMs;
  const until = performance.now() + mostMs;
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error)) throw error;
      const waitMs = backoffMs(attempts, pauses);
      if (performance.now() + waitMs > until)
        throw new Error(`${name} could not be reached within ${mostMs / 1000} s: ${reasonOf(error)}`, { cause: error });
      // Once is enough for whoever reads along; the end says it again.
      if (attempts === 1) deps.logger.warn({ err: error, patienceMs: mostMs }, `${name} is not there yet: waiting`);
      await pause(waitMs);
    }
  }
}

function reasonOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}
