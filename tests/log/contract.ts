import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Log, LogRecord } from '../../platform/log/port.ts';
import { UnknownTopicError } from '../../platform/log/unknown-topic.ts';
import { until } from '../support/until.ts';
import {
  byKey,
  collect,
  firstSeenByKey,
  freshName,
  freshTopic,
  type LogHarness,
  numbered,
  valuesOf,
} from './harness.ts';

/** What every adapter of the log's port must keep; `setUp` gives the adapter on a real server. */
export function describeLogContract(name: string, setUp: () => Promise<LogHarness>): void {
  describe(`the log's contract on ${name}`, () => {
    let harness: LogHarness;
    let log: Log;

    beforeAll(async () => {
      harness = await setUp();
      log = await harness.open();
    }, 120_000);
    afterAll(() => harness?.close());

    describe('appending', () => {
      test('records of one key are in one partition in the order appended', async () => {
        const topic = await freshTopic(log);
        for (let from = 0; from < 100; from += 20) await log.append(numbered(topic, 20, { from }));
        const group = await collect(log, { group: freshName('group'), topic });
        await until(() => group.records.length >= 100, 'all records');
        await group.stop();
        for (const [key, values] of byKey(group.records)) {
          expect(values).toEqual(Array.from({ length: 20 }, (_, index) => String(index * 5 + Number(key.slice(4)))));
        }
        const places = new Set(group.records.map(({ key, partition }) => `${key} ${partition}`));
        expect(places.size).toBe(5);
      });

      test('appends that run at the same time keep the order of their calls', async () => {
        const topic = await freshTopic(log, { partitions: 1 });
        await Promise.all(numbered(topic, 50, { keys: 1 }).map((record) => log.append([record])));
        const [bounds] = await log.bounds(topic);
        expect(bounds!.next - bounds!.earliest).toBeGreaterThanOrEqual(50);
        const group = await collect(log, { group: freshName('group'), topic });
        await until(() => group.records.length >= 50, 'all records');
        await group.stop();
        expect(valuesOf(group.records)).toEqual(numbered(topic, 50).map(({ value }) => value));
      });

      test('key, value, headers and a tombstone come back as they were', async () => {
        const topic = await freshTopic(log, { cleanup: 'compact' });
        const before = Date.now();
        await log.append([
          { topic, key: 'ключ/1', value: '{"a":"ü\\u0000"}', headers: { traceparent: '00-ab-cd-01', other: 'ö' } },
          { topic, key: 'ключ/1', value: null },
        ]);
        const group = await collect(log, { group: freshName('group'), topic });
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
        const expected = Object.fromEntries(
          Object.entries(hashes).map(([key, hash]) => [key, (hash & 0x7fffffff) % 12]),
        );
        const topic = await freshTopic(log, { partitions: 12 });
        await log.append(Object.keys(expected).map((key) => ({ topic, key, value: key })));
        const group = await collect(log, { group: freshName('group'), topic });
        await until(() => group.records.length >= 6, 'all records');
        await group.stop();
        const found = Object.fromEntries(group.records.map(({ key, partition }) => [key, partition]));
        expect(found).toEqual(expected);
      });

      test('an unknown topic is refused by name and fails no other append', async () => {
        const topic = await freshTopic(log);
        const missing = freshName('missing');
        const [bad, good] = await Promise.allSettled([
          log.append([{ topic: missing, key: 'k', value: '1' }]),
          log.append([{ topic, key: 'k', value: '1' }]),
        ]);
        expect(bad).toMatchObject({ status: 'rejected', reason: expect.any(UnknownTopicError) });
        expect(good!.status).toBe('fulfilled');
      });
    });

    describe('groups', () => {
      test('every record reaches a group once when nothing fails, and each group gets all', async () => {
        const topic = await freshTopic(log);
        await log.append(numbered(topic, 200));
        const [one, two] = await Promise.all([
          collect(log, { group: freshName('group'), topic }),
          collect(log, { group: freshName('group'), topic }),
        ]);
        await log.append(numbered(topic, 100, { from: 200 }));
        for (const group of [one, two]) {
          await until(() => group.records.length >= 300, 'all records');
          await group.stop();
          expect(new Set(valuesOf(group.records)).size).toBe(300);
          expect(group.records).toHaveLength(300);
        }
      });

      test('a batch whose handler failed comes again, the same and in order, before anything later', async () => {
        const topic = await freshTopic(log, { partitions: 1 });
        await log.append(numbered(topic, 10));
        let failures = 3;
        const attempts: string[] = [];
        const group = await collect(log, {
          group: freshName('group'),
          topic,
          before(records) {
            attempts.push(records[0]!.value!);
            if (failures-- > 0) throw new Error('not yet');
          },
        });
        await until(() => group.records.length >= 10, 'all records');
        await group.stop();
        expect(attempts.slice(0, 4)).toEqual(['0', '0', '0', '0']);
        expect(valuesOf(group.records)).toEqual(numbered(topic, 10).map(({ value }) => value));
      });

      test('what was handled is committed and not handled again by the next member', async () => {
        const topic = await freshTopic(log);
        const name = freshName('group');
        await log.append(numbered(topic, 50));
        const first = await collect(log, { group: name, topic });
        await until(() => first.records.length >= 50, 'all records');
        await first.stop();
        const committed = await log.committed(name, topic);
        for (const { partition, next } of await log.bounds(topic)) {
          if (next > 0) expect(committed.get(partition)).toBe(next);
        }
        await log.append(numbered(topic, 10, { from: 50 }));
        const other = await harness.open();
        const second = await collect(other, { group: name, topic });
        await until(() => second.records.length >= 10, 'the new records');
        await second.stop();
        expect(
          valuesOf(second.records)
            .map(Number)
            .sort((a, b) => a - b),
        ).toEqual(Array.from({ length: 10 }, (_, index) => 50 + index));
      });

      test('a handler that did not resolve commits nothing', async () => {
        const topic = await freshTopic(log, { partitions: 1 });
        const name = freshName('group');
        await log.append(numbered(topic, 3));
        let handed = 0;
        const stuck = await collect(log, {
          group: name,
          topic,
          before: (_, signal) => {
            handed++;
            return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
          },
        });
        await until(() => handed > 0, 'the first batch');
        await stuck.stop();
        expect((await log.committed(name, topic)).get(0) ?? 0).toBe(0);
        const next = await collect(log, { group: name, topic });
        await until(() => next.records.length >= 3, 'the same records');
        await next.stop();
      });

      test('a group that never committed begins at the end with latest', async () => {
        const topic = await freshTopic(log);
        await log.append(numbered(topic, 20));
        const group = await collect(log, { group: freshName('group'), topic, from: 'latest' });
        await log.append(numbered(topic, 20, { from: 20 }));
        await until(() => group.records.length >= 20, 'the records after the join');
        await group.stop();
        expect(Math.min(...valuesOf(group.records).map(Number))).toBe(20);
      });

      test('members share the partitions, and one that closes hands over at once', async () => {
        const topic = await freshTopic(log, { partitions: 6 });
        const name = freshName('group');
        const first = await collect(log, { group: name, topic });
        const second = await collect(await harness.open(), { group: name, topic });
        await until(
          () => first.assignments.at(-1)?.length === 3 && second.assignments.at(-1)?.length === 3,
          'three partitions each',
        );
        for (let from = 0; from < 100; from += 10) await log.append(numbered(topic, 10, { from, keys: 20 }));
        await until(() => first.records.length + second.records.length >= 100, 'all records');
        expect(first.records.length).toBeGreaterThan(0);
        expect(second.records.length).toBeGreaterThan(0);
        await second.stop();
        await log.append(numbered(topic, 100, { from: 100, keys: 20 }));
        const all = () => [...second.records, ...first.records];
        await until(() => new Set(valuesOf(all())).size === 200, 'all records at the one that stayed');
        await first.stop();
        // Redelivered or not, the order per key holds: what a key's first occurrences are, in the order they were handled.
        const bySecondThenFirst = firstSeenByKey(all());
        for (const values of bySecondThenFirst.values()) {
          expect(values.map(Number)).toEqual([...values].map(Number).sort((a, b) => a - b));
        }
      });
    });

    describe('reading without a group', () => {
      test('every reader sees every record, from the earliest on into the tail', async () => {
        const topic = await freshTopic(log);
        await log.append(numbered(topic, 100));
        const seen: LogRecord[][] = [[], []];
        const readers = await Promise.all(
          seen.map((records) =>
            log.read({ topics: [topic], from: 'earliest', handle: (batch) => void records.push(...batch) }),
          ),
        );
        await Promise.all(readers.map((reader) => reader.caughtUp));
        for (const records of seen) expect(records).toHaveLength(100);
        await log.append(numbered(topic, 20, { from: 100 }));
        for (const records of seen) {
          await until(() => records.length >= 120, 'the tail');
          expect(new Set(valuesOf(records)).size).toBe(120);
        }
        await Promise.all(readers.map((reader) => reader.stop()));
      });

      test('from latest, exactly what is appended after the reader stands is read', async () => {
        const topic = await freshTopic(log);
        await log.append(numbered(topic, 30));
        const records: LogRecord[] = [];
        const reader = await log.read({
          topics: [topic],
          from: 'latest',
          handle: (batch) => void records.push(...batch),
        });
        await log.append(numbered(topic, 30, { from: 30 }));
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
        const topic = await freshTopic(log, { partitions: 2 });
        await log.append(numbered(topic, 100));
        const bounds = await log.bounds(topic);
        const from = bounds.map(({ partition, next }) => ({ topic, partition, offset: Math.floor(next / 2) }));
        let appended = 100;
        let go = true;
        const writing = (async () => {
          while (go) {
            await log.append(numbered(topic, 10, { from: appended }));
            appended += 10;
          }
        })();
        const records: LogRecord[] = [];
        const reader = await log.read({ topics: [topic], from, handle: (batch) => void records.push(...batch) });
        await reader.caughtUp;
        await until(() => appended >= 300, 'some more appends');
        go = false;
        await writing;
        const ends = await log.bounds(topic);
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
        const topic = await freshTopic(log);
        const reader = await log.read({ topics: [topic], from: 'earliest', handle: () => {} });
        await reader.caughtUp;
        await reader.stop();
      });

      test('a slow handler is not handed more until it is done', async () => {
        const topic = await freshTopic(log, { partitions: 1 });
        let release = () => {};
        const gate = new Promise<void>((resolve) => {
          release = resolve;
        });
        let calls = 0;
        const records: LogRecord[] = [];
        const reader = await log.read({
          topics: [topic],
          from: 'earliest',
          async handle(batch) {
            calls++;
            await gate;
            records.push(...batch);
          },
        });
        await log.append(numbered(topic, 10));
        await until(() => calls === 1, 'the first batch');
        const before = await log.bounds(topic);
        for (let from = 10; from < 2_000; from += 500) await log.append(numbered(topic, 500, { from }));
        expect((await log.bounds(topic))[0]!.next).toBeGreaterThan(before[0]!.next);
        expect(calls).toBe(1);
        release();
        await until(() => records.length >= 2_010, 'the rest');
        await reader.stop();
        expect(records.map(({ offset }) => offset)).toEqual(Array.from({ length: 2_010 }, (_, index) => index));
      });

      test('a reader whose handler fails gets the same records again', async () => {
        const topic = await freshTopic(log, { partitions: 1 });
        await log.append(numbered(topic, 5));
        let failures = 2;
        const records: LogRecord[] = [];
        const reader = await log.read({
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

    describe('topics', () => {
      test('made twice they stay as they are; more partitions are added, never fewer', async () => {
        const topic = await freshTopic(log, { partitions: 2 });
        await log.append(numbered(topic, 10));
        await freshTopic(log, { name: topic, partitions: 4 });
        await freshTopic(log, { name: topic, partitions: 1 });
        await until(async () => (await log.bounds(topic)).length === 4, 'four partitions');
        const total = (await log.bounds(topic)).reduce((sum, { earliest, next }) => sum + next - earliest, 0);
        expect(total).toBe(10);
      });

      test('a group and a reader find partitions that were added', async () => {
        const topic = await freshTopic(log, { partitions: 1 });
        const records: LogRecord[] = [];
        const reader = await log.read({
          topics: [topic],
          from: 'latest',
          handle: (batch) => void records.push(...batch),
        });
        const group = await collect(log, { group: freshName('group'), topic });
        await freshTopic(log, { name: topic, partitions: 4 });
        await until(async () => (await log.bounds(topic)).length === 4, 'four partitions');
        await log.append(numbered(topic, 40, { keys: 20 }));
        await until(() => new Set(valuesOf(records)).size === 40, 'all at the reader');
        await until(() => new Set(valuesOf(group.records)).size === 40, 'all at the group');
        await Promise.all([reader.stop(), group.stop()]);
      });
    });
  });
}
