import { describe, expect, test } from '@jest/globals';
import type { LogRecord } from '../../../platform/log/port.ts';
import { until } from '../../support/until.ts';
import { collect, freshName, freshTopic, type LogContext, numbered, valuesOf } from '../harness.ts';

export function describeTopics(context: LogContext): void {
  describe('topics', () => {
    test('made twice they stay as they are; more partitions are added, never fewer', async () => {
      const topic = await freshTopic(context.log, { partitions: 2 });
      await context.log.append(numbered(topic, 10));
      await freshTopic(context.log, { name: topic, partitions: 4 });
      await freshTopic(context.log, { name: topic, partitions: 1 });
      await until(async () => (await context.log.bounds(topic)).length === 4, 'four partitions');
      const total = (await context.log.bounds(topic)).reduce((sum, { earliest, next }) => sum + next - earliest, 0);
      expect(total).toBe(10);
    });

    test('a group and a reader find partitions that were added', async () => {
      const topic = await freshTopic(context.log, { partitions: 1 });
      const records: LogRecord[] = [];
      const reader = await context.log.read({
        topics: [topic],
        from: 'latest',
        handle: (batch) => void records.push(...batch),
      });
      const group = await collect(context.log, { group: freshName('group'), topic });
      await freshTopic(context.log, { name: topic, partitions: 4 });
      await until(async () => (await context.log.bounds(topic)).length === 4, 'four partitions');
      await context.log.append(numbered(topic, 40, { keys: 20 }));
      await until(() => new Set(valuesOf(records)).size === 40, 'all at the reader');
      await until(() => new Set(valuesOf(group.records)).size === 40, 'all at the group');
      await Promise.all([reader.stop(), group.stop()]);
    });
  });
}
