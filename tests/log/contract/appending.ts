import { describe, expect, test } from '@jest/globals';
import { UnknownTopicError } from '../../../platform/log/unknown-topic.ts';
import { until } from '../../support/until.ts';
import { byKey, collect, freshName, freshTopic, type LogContext, numbered, valuesOf } from '../harness.ts';

export function describeAppending(context: LogContext): void {
  describe('appending', () => {
    test('records of one key are in one partition in the order appended', async () => {
      const topic = await freshTopic(context.log);
      for (let from = 0; from < 100; from += 20) await context.log.append(numbered(topic, 20, { from }));
      const group = await collect(context.log, { group: freshName('group'), topic });
      await until(() => group.records.length >= 100, 'all records');
      await group.stop();
      for (const [key, values] of byKey(group.records)) {
        expect(values).toEqual(Array.from({ length: 20 }, (_, index) => String(index * 5 + Number(key.slice(4)))));
      }
      const places = new Set(group.records.map(({ key, partition }) => `${key} ${partition}`));
      expect(places.size).toBe(5);
    });

    test('appends that run at the same time keep the order of their calls', async () => {
      const topic = await freshTopic(context.log, { partitions: 1 });
      await Promise.all(numbered(topic, 50, { keys: 1 }).map((record) => context.log.append([record])));
      const [bounds] = await context.log.bounds(topic);
      expect(bounds!.next - bounds!.earliest).toBeGreaterThanOrEqual(50);
      const group = await collect(context.log, { group: freshName('group'), topic });
      await until(() => group.records.length >= 50, 'all records');
      await group.stop();
      expect(valuesOf(group.records)).toEqual(numbered(topic, 50).map(({ value }) => value));
    });

    test('key, value, headers and a tombstone come back as they were', async () => {
      const topic = await freshTopic(context.log, { cleanup: 'compact' });
      const before = Date.now();
      await context.log.append([
        { topic, key: 'ключ/1', value: '{"a":"ü\\u0000"}', headers: { traceparent: '00-ab-cd-01', other: 'ö' } },
        { topic, key: 'ключ/1', value: null },
      ]);
      const group = await collect(context.log, { group: freshName('group'), topic });
      await until(() => group.records.length >= 2, 'both records');
      await group.stop();
      const [record, tombstone] = group.records;
      expect(record).toMatchObject({
        topic,
        key: 'ключ/1',
        value: '{"a":"ü\\u0000"}',
        headers: { traceparent: '00-ab-cd-01', other: 'ö' },
      });
      expect(tombstone).toMatchObject({ key: 'ключ/1', value: null, headers: {} });
      expect(tombstone!.offset).toBeGreaterThan(record!.offset);
      expect(record!.appendedAtMs).toBeGreaterThan(before - 60_000);
      expect(record!.appendedAtMs).toBeLessThan(Date.now() + 60_000);
    });

    test('a key has the partition that Kafka gives it', async () => {
      // The hashes of Kafka's own test (UtilsTest.testMurmur2), made positive, modulo 12.
      const hashes = {
        '21': -973932308,
        foobar: -790332482,
        'a-little-bit-long-string': -985981536,
        'a-little-bit-longer-string': -1486304829,
        lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: -58897971,
        abc: 479470107,
      };
      const expected = Object.fromEntries(Object.entries(hashes).map(([key, hash]) => [key, (hash & 0x7fffffff) % 12]));
      const topic = await freshTopic(context.log, { partitions: 12 });
      await context.log.append(Object.keys(expected).map((key) => ({ topic, key, value: key })));
      const group = await collect(context.log, { group: freshName('group'), topic });
      await until(() => group.records.length >= 6, 'all records');
      await group.stop();
      const found = Object.fromEntries(group.records.map(({ key, partition }) => [key, partition]));
      expect(found).toEqual(expected);
    });

    test('an unknown topic is refused by name and fails no other append', async () => {
      const topic = await freshTopic(context.log);
      const missing = freshName('missing');
      const [bad, good] = await Promise.allSettled([
        context.log.append([{ topic: missing, key: 'k', value: '1' }]),
        context.log.append([{ topic, key: 'k', value: '1' }]),
      ]);
      expect(bad).toMatchObject({ status: 'rejected', reason: expect.any(UnknownTopicError) });
      expect(good!.status).toBe('fulfilled');
    });
  });
}
