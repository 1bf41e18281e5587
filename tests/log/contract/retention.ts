import { describe, expect, test } from '@jest/globals';
import type { LogRecord } from '../../../platform/log/port.ts';
import { until } from '../../support/until.ts';
import { byKey, collect, freshName, freshTopic, type LogContext, numbered, valuesOf } from '../harness.ts';

export function describeRetention(context: LogContext): void {
  describe('retention and compaction', () => {
    test('what retention removed shows in the bounds, and who wanted it begins at the first record kept', async () => {
      const { log } = context;
      const topic = await freshTopic(log, { partitions: 1 });
      await log.append(numbered(topic, 50));
      await context.expire(topic, 0, 20);
      expect(await log.bounds(topic)).toEqual([{ partition: 0, earliest: 20, next: 50 }]);

      const records: LogRecord[] = [];
      const from = [{ topic, partition: 0, offset: 5 }];
      const reader = await log.read({ topics: [topic], from, handle: (batch) => void records.push(...batch) });
      await reader.caughtUp;
      await reader.stop();
      expect(valuesOf(records)).toEqual(numbered(topic, 30, { from: 20 }).map(({ value }) => value));

      const group = await collect(log, { group: freshName('group'), topic });
      await until(() => group.records.length >= 30, 'what is kept');
      await group.stop();
      expect(group.records[0]!.offset).toBe(20);
    });

    test('offsets go on after everything was removed', async () => {
      const { log } = context;
      const topic = await freshTopic(log, { partitions: 1 });
      await log.append(numbered(topic, 10));
      await context.expire(topic, 0, 10);
      const reader = await log.read({ topics: [topic], from: 'earliest', handle: () => {} });
      await reader.caughtUp;
      await reader.stop();
      await log.append(numbered(topic, 1, { from: 10 }));
      const group = await collect(log, { group: freshName('group'), topic });
      await until(() => group.records.length >= 1, 'the new record');
      await group.stop();
      expect(group.records[0]).toMatchObject({ offset: 10, value: '10' });
    });

    test('a compacted topic keeps the last record of each key, at its offset', async () => {
      const { log } = context;
      const topic = await freshTopic(log, { partitions: 1, cleanup: 'compact' });
      await log.append(numbered(topic, 100, { keys: 4 }));
      await context.compact(topic);
      const records: LogRecord[] = [];
      const reader = await log.read({
        topics: [topic],
        from: 'earliest',
        handle: (batch) => void records.push(...batch),
      });
      await reader.caughtUp;
      expect(records.length).toBeLessThan(100);
      for (const [key, values] of byKey(records)) {
        if (key.startsWith('key-')) expect(values.at(-1)).toBe(String(96 + Number(key.slice(4))));
      }
      for (const { offset, value } of records) if (offset < 100) expect(String(offset)).toBe(value);
      // The tail goes on where it was.
      await log.append([{ topic, key: 'key-0', value: 'new' }]);
      await until(() => records.at(-1)!.value === 'new', 'the tail');
      await reader.stop();
    });
  });
}
