import { describe, expect, test } from '@jest/globals';
import type { LogRecord } from '../../../platform/log/port.ts';
import { until } from '../../support/until.ts';
import { freshTopic, type LogContext, numbered, valuesOf } from '../harness.ts';

export function describeReading(context: LogContext): void {
  describe('reading without a group', () => {
    test('every reader sees every record, from the earliest on into the tail', async () => {
      const topic = await freshTopic(context.log);
      await context.log.append(numbered(topic, 100));
      const seen: LogRecord[][] = [[], []];
      const readers = await Promise.all(
        seen.map((records) =>
          context.log.read({ topics: [topic], from: 'earliest', handle: (batch) => void records.push(...batch) }),
        ),
      );
      await Promise.all(readers.map((reader) => reader.caughtUp));
      for (const records of seen) expect(records).toHaveLength(100);
      await context.log.append(numbered(topic, 20, { from: 100 }));
      for (const records of seen) {
        await until(() => records.length >= 120, 'the tail');
        expect(new Set(valuesOf(records)).size).toBe(120);
      }
      await Promise.all(readers.map((reader) => reader.stop()));
    });

    test('from latest, exactly what is appended after the reader stands is read', async () => {
      const topic = await freshTopic(context.log);
      await context.log.append(numbered(topic, 30));
      const records: LogRecord[] = [];
      const reader = await context.log.read({
        topics: [topic],
        from: 'latest',
        handle: (batch) => void records.push(...batch),
      });
      await context.log.append(numbered(topic, 30, { from: 30 }));
      await reader.caughtUp;
      await until(() => records.length >= 30, 'the new records');
      await reader.stop();
      expect(
        valuesOf(records)
          .map(Number)
          .sort((a, b) => a - b),
      ).toEqual(Array.from({ length: 30 }, (_, index) => 30 + index));
    });

    test('from given offsets, with no gap and no repetition while records are being appended', async () => {
      const topic = await freshTopic(context.log, { partitions: 2 });
      await context.log.append(numbered(topic, 100));
      const bounds = await context.log.bounds(topic);
      const from = bounds.map(({ partition, next }) => ({ topic, partition, offset: Math.floor(next / 2) }));
      let appended = 100;
      let go = true;
      const writing = (async () => {
        while (go) {
          await context.log.append(numbered(topic, 10, { from: appended }));
          appended += 10;
        }
      })();
      const records: LogRecord[] = [];
      const reader = await context.log.read({ topics: [topic], from, handle: (batch) => void records.push(...batch) });
      await reader.caughtUp;
      await until(() => appended >= 300, 'some more appends');
      go = false;
      await writing;
      const ends = await context.log.bounds(topic);
      const expected = ends.flatMap(({ partition, next }) => {
        const first = from[partition]!.offset;
        return Array.from({ length: next - first }, (_, index) => `${partition}/${first + index}`);
      });
      await until(() => records.length >= expected.length, 'everything');
      await reader.stop();
      const found = records.map(({ partition, offset }) => `${partition}/${offset}`);
      for (const partition of [0, 1]) {
        const of = (list: string[]) => list.filter((place) => place.startsWith(`${partition}/`));
        expect(of(found)).toEqual(of(expected));
      }
    });

    test('an empty topic is caught up at once', async () => {
      const topic = await freshTopic(context.log);
      const reader = await context.log.read({ topics: [topic], from: 'earliest', handle: () => {} });
      await reader.caughtUp;
      await reader.stop();
    });

    test('a slow handler is not handed more until it is done', async () => {
      const topic = await freshTopic(context.log, { partitions: 1 });
      let release = () => {};
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      let calls = 0;
      const records: LogRecord[] = [];
      const reader = await context.log.read({
        topics: [topic],
        from: 'earliest',
        async handle(batch) {
          calls++;
          await gate;
          records.push(...batch);
        },
      });
      await context.log.append(numbered(topic, 10));
      await until(() => calls === 1, 'the first batch');
      const before = await context.log.bounds(topic);
      for (let from = 10; from < 2_000; from += 500) await context.log.append(numbered(topic, 500, { from }));
      expect((await context.log.bounds(topic))[0]!.next).toBeGreaterThan(before[0]!.next);
      expect(calls).toBe(1);
      release();
      await until(() => records.length >= 2_010, 'the rest');
      await reader.stop();
      expect(records.map(({ offset }) => offset)).toEqual(Array.from({ length: 2_010 }, (_, index) => index));
    });

    test('a reader whose handler fails gets the same records again', async () => {
      const topic = await freshTopic(context.log, { partitions: 1 });
      await context.log.append(numbered(topic, 5));
      let failures = 2;
      const records: LogRecord[] = [];
      const reader = await context.log.read({
        topics: [topic],
        from: 'earliest',
        handle(batch) {
          if (failures-- > 0) throw new Error('not yet');
          records.push(...batch);
        },
      });
      await reader.caughtUp;
      await reader.stop();
      expect(valuesOf(records)).toEqual(['0', '1', '2', '3', '4']);
    });
  });
}
