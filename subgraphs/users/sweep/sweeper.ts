import type { Logger } from '../../../platform/telemetry/logger.ts';
import type { SweepStore } from './store.ts';

/** Nobody waits for it and nothing goes wrong without it; an hour keeps each sweep small. */
const sweepEveryMs = 60 * 60 * 1000;

/** Sweeps what is over out of the database, at once and every hour, until `close`. Every copy may: deleting is idempotent. */
export function createSweeper(deps: { store: SweepStore; now: () => Date; logger: Logger }): {
  close(): Promise<void>;
} {
  const sweep = async (): Promise<void> => {
    try {
      const swept = await deps.store.sweep(deps.now());
      deps.logger.debug(swept, 'swept');
    } catch (error) {
      deps.logger.warn({ err: error }, 'the sweep failed; the next one follows in an hour');
    }
  };
  let sweeping = sweep();
  const timer = setInterval(() => {
    sweeping = sweep();
  }, sweepEveryMs);
  timer.unref();
  return {
    close: async () => {
      clearInterval(timer);
      await sweeping;
    },
  };
}
