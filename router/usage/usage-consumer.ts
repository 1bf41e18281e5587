import { createEventConsumer, type EventConsumer } from '../../platform/log/event-consumer.ts';
import type { Log } from '../../platform/log/port.ts';
import type { Logger } from '../../platform/telemetry/logger.ts';
import type { UsageSink } from './port.ts';
import { decodeMessage, toBatch } from './usage-message.ts';

/** The consumer group of those who write recorded use. */
export const usageGroup = 'usage';

/**
 * Writes the batches that routers appended into the usage store, each once however often it comes: the store knows it by
 * its id. A store that is down is waited for; what is no batch becomes a dead letter.
 */
export function startUsageConsumer(deps: {
  readonly log: Log;
  readonly topic: string;
  readonly store: UsageSink;
  readonly logger: Logger;
  /** Waits between attempts, in milliseconds; tests make them short. */
  readonly retry?: { firstMs: number; mostMs: number };
}): Promise<EventConsumer> {
  const { log, topic, store, logger, retry } = deps;
  return createEventConsumer({
    log,
    group: usageGroup,
    topics: [topic],
    logger,
    retry,
    decode: decodeMessage,
    handle: (events) => store.write(events.map(({ envelope }) => toBatch(envelope))),
  });
}
