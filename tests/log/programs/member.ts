import { readConfig } from '../../../platform/config/read-config.ts';
import { logConfigSchema, openLog } from '../../../platform/log/config.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';

/** A member of a group in a process of its own: tells what it was assigned and what it handled, and may be killed. */
const { TEST_GROUP = '', TEST_TOPIC = '' } = process.env;
const log = await openLog(readConfig(logConfigSchema, process.env), createLogger('member', 'silent'));
await log.consume({
  group: TEST_GROUP,
  topics: [TEST_TOPIC],
  from: 'earliest',
  async handle(records) {
    process.send?.({ values: records.map(({ value }) => value) });
  },
  onAssigned: (partitions) => void process.send?.({ assigned: partitions.length }),
});
