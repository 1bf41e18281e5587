import type { Log } from '../../platform/log/port.ts';
import type { UsageSink } from './port.ts';
import { toMessage } from './usage-message.ts';

/** Appends batches to a topic, one record each. Whoever opened the log closes it. */
export function createLogUsageSink(log: Pick<Log, 'append'>, topic: string): UsageSink {
  return {
    async write(batches) {
      const at = new Date();
      await log.append(batches.map((batch) => ({ topic, key: batch.id, value: toMessage(batch, at) })));
    },
    close: async () => {},
  };
}
