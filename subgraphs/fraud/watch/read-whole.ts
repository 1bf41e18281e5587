import type { Log, LogRecord, Reader, ReadOptions } from '../../../platform/log/port.ts';
import type { Logger } from '../../../platform/telemetry/logger.ts';
import type { Detector } from '../detect/detector.ts';
import { type DecisionQueue, flushUntilStored } from './decision-queue.ts';

/** What whoever reads topics whole is given. */
export interface WholeReaderDeps {
  readonly log: Log;
  readonly detector: Detector;
  readonly queue: DecisionQueue;
  readonly logger: Logger;
}

/**
 * Reads topics whole, without a group: every worker sees every record. After `takeIn` took in a batch the rules look, and the
 * reader reads on when what they found is stored.
 */
export async function readWhole(
  { log, detector, queue, logger }: WholeReaderDeps,
  options: Omit<ReadOptions, 'handle'>,
  takeIn: (records: readonly LogRecord[]) => Promise<void> | void,
): Promise<Reader> {
  const stopping = new AbortController();
  const reader = await log.read({
    ...options,
    async handle(records) {
      await takeIn(records);
      queue.addFindings(detector.find());
      await flushUntilStored(queue, stopping.signal, logger);
    },
  });
  return {
    caughtUp: reader.caughtUp,
    stop: () => {
      stopping.abort();
      return reader.stop();
    },
  };
}
