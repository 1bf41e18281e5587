import { describe, expect, test } from '@jest/globals';
import { until } from '../../support/until.ts';
import { collect, firstSeenByKey, freshName, freshTopic, type LogContext, numbered, valuesOf } from '../harness.ts';

export function describeGroups(context: LogContext): void {
  describe('groups', () => {
    test('every record reaches a group once when nothing fails, and each group gets all', async () => {
      const topic = await freshTopic(context.log);
      await context.log.append(numbered(topic, 200));
      const [one, two] = await Promise.all([
        collect(context.log, { group: freshName('group'), topic }),
        collect(context.log, { group: freshName('group'), topic }),
      ]);
      await context.log.append(numbered(topic, 100, { from: 200 }));
      for (const group of [one, two]) {
        await until(() => group.records.length >= 300, 'all records');
        await group.stop();
        expect(new Set(valuesOf(group.records)).size).toBe(300);
        expect(group.records).toHaveLength(300);
      }
    });

    test('a batch whose handler failed comes again, the same and in order, before anything later', async () => {
      const topic = await freshTopic(context.log, { partitions: 1 });
      await context.log.append(numbered(topic, 10));
      let failures = 3;
      const attempts: string[] = [];
      const group = await collect(context.log, {
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

    test('a slow handler is handed nothing more of a partition until it is done, and then all of it in order', async () => {
      const topic = await freshTopic(context.log, { partitions: 1 });
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      let calls = 0;
      const slow = await collect(context.log, {
        group: freshName('group'),
        topic,
        before: () => {
          calls++;
          return held;
        },
      });
      await context.log.append(numbered(topic, 1));
      await until(() => calls === 1, 'the first batch');
      for (let from = 1; from < 301; from += 50) await context.log.append(numbered(topic, 50, { from }));
      // All of it is there to be had: a group that is not slow has it.
      const quick = await collect(context.log, { group: freshName('group'), topic });
      await until(() => quick.records.length >= 301, 'all of it at a group that is not slow');
      expect(calls).toBe(1);
      release();
      await until(() => slow.records.length >= 301, 'the rest');
      expect(valuesOf(slow.records)).toEqual(numbered(topic, 301).map(({ value }) => value));
      await Promise.all([slow.stop(), quick.stop()]);
    });

    test('what was handled is committed and not handled again by the next member', async () => {
      const topic = await freshTopic(context.log);
      const name = freshName('group');
      await context.log.append(numbered(topic, 50));
      const first = await collect(context.log, { group: name, topic });
      await until(() => first.records.length >= 50, 'all records');
      await first.stop();
      const committed = await context.log.committed(name, topic);
      for (const { partition, next } of await context.log.bounds(topic)) {
        if (next > 0) expect(committed.get(partition)).toBe(next);
      }
      await context.log.append(numbered(topic, 10, { from: 50 }));
      const other = await context.open();
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
      const topic = await freshTopic(context.log, { partitions: 1 });
      const name = freshName('group');
      await context.log.append(numbered(topic, 3));
      let handed = 0;
      const stuck = await collect(context.log, {
        group: name,
        topic,
        before: (_, signal) => {
          handed++;
          return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        },
      });
      await until(() => handed > 0, 'the first batch');
      await stuck.stop();
      expect((await context.log.committed(name, topic)).get(0) ?? 0).toBe(0);
      const next = await collect(context.log, { group: name, topic });
      await until(() => next.records.length >= 3, 'the same records');
      await next.stop();
    });

    test('a group that never committed begins at the end with latest', async () => {
      const topic = await freshTopic(context.log);
      await context.log.append(numbered(topic, 20));
      const group = await collect(context.log, { group: freshName('group'), topic, from: 'latest' });
      await context.log.append(numbered(topic, 20, { from: 20 }));
      await until(() => group.records.length >= 20, 'the records after the join');
      await group.stop();
      expect(Math.min(...valuesOf(group.records).map(Number))).toBe(20);
    });

    test('members share the partitions, and one that closes hands over at once', async () => {
      const topic = await freshTopic(context.log, { partitions: 6 });
      const name = freshName('group');
      const first = await collect(context.log, { group: name, topic });
      const second = await collect(await context.open(), { group: name, topic });
      await until(
        () => first.assignments.at(-1)?.length === 3 && second.assignments.at(-1)?.length === 3,
        'three partitions each',
      );
      for (let from = 0; from < 100; from += 10) await context.log.append(numbered(topic, 10, { from, keys: 20 }));
      await until(() => first.records.length + second.records.length >= 100, 'all records');
      expect(first.records.length).toBeGreaterThan(0);
      expect(second.records.length).toBeGreaterThan(0);
      await second.stop();
      await context.log.append(numbered(topic, 100, { from: 100, keys: 20 }));
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
}
