import type { Log, LogRecord } from '../../platform/log/port.ts';
import { UnknownTopicError } from '../../platform/log/unknown-topic.ts';

/** All records that stand in a topic now, in the order read. A topic that doesn't exist has none. */
export async function readRecords(log: Log, topic: string): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  try {
    const reader = await log.read({
      topics: [topic],
      from: 'earliest',
      handle: (batch) => void records.push(...batch),
    });
    await reader.caughtUp;
    await reader.stop();
  } catch (error) {
    if (!(error instanceof UnknownTopicError)) throw error;
  }
  return records;
}
