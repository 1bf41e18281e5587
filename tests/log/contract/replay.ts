import { describe, expect, test } from '@jest/globals';
import { GroupBusyError } from '../../../platform/log/group-busy.ts';
import { until } from '../../support/until.ts';
import { collect, freshName, freshTopic, type LogContext, numbered, valuesOf } from '../harness.ts';

export function describeReplay(context: LogContext): void {
  describe('replay', () => {
    test('a group that is moved handles everything from there again, and is refused while it has members', async () => {
      const { log } = context;
      const topic = await freshTopic(log, { partitions: 2 });
      const name = freshName('group');
      await log.append(numbered(topic, 40));
      const first = await collect(log, { group: name, topic });
      await until(() => first.records.length >= 40, 'all records');
      const places = (await log.bounds(topic)).map(({ partition }) => ({ topic, partition, offset: 0 }));
      await expect(log.moveGroup(name, places)).rejects.toThrow(GroupBusyError);
      await first.stop();
      await log.moveGroup(name, places);
      expect(await log.groups()).toContain(name);
      expect([...(await log.committed(name, topic))].sort()).toEqual([
        [0, 0],
        [1, 0],
      ]);
      const again = await collect(log, { group: name, topic });
      await until(() => again.records.length >= 40, 'all records again');
      await again.stop();
      expect(valuesOf(again.records).sort()).toEqual(valuesOf(first.records).sort());
    });
  });
}
