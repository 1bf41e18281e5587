import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../../platform/config/read-config.ts';
import { logConfigSchema, openLog } from '../../../platform/log/config.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { freshTopic, type LogContext, numbered } from '../harness.ts';

export function describeConfig(context: LogContext): void {
  describe('configuration', () => {
    test('the LOG variables open this log', async () => {
      const log = await openLog(readConfig(logConfigSchema, context.environment), createLogger('test', 'silent'));
      const topic = await freshTopic(log, { partitions: 1 });
      await log.append(numbered(topic, 3));
      await log.close();
      expect((await context.log.bounds(topic))[0]!.next).toBe(3);
    });
  });
}
