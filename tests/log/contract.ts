import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Log } from '../../platform/log/port.ts';
import { describeAppending } from './contract/appending.ts';
import { describeConfig } from './contract/config.ts';
import { describeCrashes } from './contract/crashes.ts';
import { describeGroups } from './contract/groups.ts';
import { describePoison } from './contract/poison.ts';
import { describeReading } from './contract/reading.ts';
import { describeReplay } from './contract/replay.ts';
import { describeRetention } from './contract/retention.ts';
import { describeTopics } from './contract/topics.ts';
import type { LogContext, LogHarness } from './harness.ts';

/** What every adapter of the log's port must keep; `setUp` gives the adapter on a real server. */
export function describeLogContract(name: string, setUp: () => Promise<LogHarness>): void {
  describe(`the log's contract on ${name}`, () => {
    let harness: LogHarness;
    let log: Log;

    beforeAll(async () => {
      harness = await setUp();
      log = await harness.open();
    }, 300_000);
    afterAll(() => harness?.close());

    const context: LogContext = {
      get log() {
        return log;
      },
      get environment() {
        return harness.environment;
      },
      open: () => harness.open(),
      expire: (topic, partition, count) => harness.expire(topic, partition, count),
      compact: (topic) => harness.compact(topic),
    };
    describeAppending(context);
    describeGroups(context);
    describeReading(context);
    describeTopics(context);
    describeRetention(context);
    describeReplay(context);
    describePoison(context);
    describeCrashes(context);
    describeConfig(context);
  });
}
