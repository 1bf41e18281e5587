import { topics } from '../../../events/topics.ts';
import type { Log, Reader } from '../../../platform/log/port.ts';
import type { Logger } from '../../../platform/telemetry/logger.ts';
import type { Detector } from '../detect/detector.ts';
import { type DecisionQueue, flushUntilStored } from './decision-queue.ts';
import { factsOf } from './facts-of.ts';

/**
 * Reads what every worker needs whole: registrations and deletions, sign-ins, and reviewers' releases. They are a hundredth
 * of the activity, and rules over devices and addresses cross accounts, hence partitions. Without a group: each
 * worker reads everything still kept, so that it knows the same as its neighbours.
 */
export async function readSharedFacts(deps: {
  log: Log;
  detector: Detector;
  queue: DecisionQueue;
  logger: Logger;
}): Promise<Reader> {
  const { log, detector, queue, logger } = deps;
  const stopping = new AbortController();

  const reader = await log.read({
    topics: [topics.usersChanged.name, topics.usersAuthenticated.name, topics.fraudDecided.name],
    from: 'earliest',
    async handle(records) {
      for (const { fact } of factsOf(records, logger)) {
        detector.apply(fact);
        if (fact.kind === 'deleted') queue.addErasure(fact.user);
      }
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
