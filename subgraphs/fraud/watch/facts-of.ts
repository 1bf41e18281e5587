import { isForAnotherGroup } from '../../../platform/log/dead-letters.ts';
import { decodeEnvelope } from '../../../platform/log/decode-envelope.ts';
import type { LogRecord } from '../../../platform/log/port.ts';
import type { Logger } from '../../../platform/telemetry/logger.ts';
import type { Fact } from '../detect/fact.ts';
import { readFact } from '../detect/read-fact.ts';

/** The consumer group of the fraud workers. */
export const fraudGroup = 'fraud';

/** A fact with the offset of the event that told it. */
export interface PlacedFact {
  readonly offset: number;
  readonly fact: Fact;
}

/**
 * Reads the facts of records that come without the group. One that can't be read is logged, told to `onUnreadable`, and passed
 * over. Nothing is put aside here: activity that can't be read is, once, by the group; an event of the other topics stays in its
 * topic, where every worker that starts reads it anew, with a newer version of this code maybe better.
 */
export function factsOf(
  records: readonly LogRecord[],
  logger: Logger,
  onUnreadable: (topic: string) => void = () => {},
): PlacedFact[] {
  const facts: PlacedFact[] = [];
  for (const record of records) {
    if (record.value === null || isForAnotherGroup(record, fraudGroup)) continue;
    try {
      const fact = readFact(record.topic, decodeEnvelope(record.value));
      if (fact) facts.push({ offset: record.offset, fact });
    } catch (error) {
      const { topic, partition, offset } = record;
      logger.error({ err: error, topic, partition, offset }, 'an event could not be read and is passed over');
      onUnreadable(topic);
    }
  }
  return facts;
}
