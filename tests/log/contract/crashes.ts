import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { spawnProgram } from '../../support/spawn-program.ts';
import { until } from '../../support/until.ts';
import { collect, firstSeenByKey, freshName, freshTopic, type LogContext, numbered, valuesOf } from '../harness.ts';

const program = join(import.meta.dirname, '..', 'programs', 'member.ts');

export function describeCrashes(context: LogContext): void {
  describe('crashes', () => {
    test('the partitions of a member that was killed go to the others, with everything it had not committed', async () => {
      const { log } = context;
      const topic = await freshTopic(log, { partitions: 4 });
      const group = freshName('group');
      const survivor = await collect(log, { group, topic });
      const victim = spawnProgram(program, {
        env: { ...context.environment, TEST_GROUP: group, TEST_TOPIC: topic },
      });
      await until(
        () => victim.messages.some((message) => (message as { assigned?: number }).assigned === 2),
        `two partitions at the other member: ${victim.output()}`,
      );
      await until(() => survivor.assignments.at(-1)?.length === 2, 'two partitions here');
      await log.append(numbered(topic, 100, { keys: 20 }));
      const handledByVictim = () =>
        victim.messages.flatMap((message) => (message as { values?: string[] }).values ?? []);
      await until(() => new Set([...valuesOf(survivor.records), ...handledByVictim()]).size === 100, 'all records');
      expect(handledByVictim().length).toBeGreaterThan(0);

      victim.signal('SIGKILL');
      await victim.ended;
      await log.append(numbered(topic, 100, { keys: 20, from: 100 }));
      await until(
        () => valuesOf(survivor.records).filter((value) => Number(value) >= 100).length >= 100,
        'everything at the survivor',
      );
      for (const values of firstSeenByKey(survivor.records).values()) {
        expect(values.map(Number)).toEqual([...values].map(Number).sort((a, b) => a - b));
      }
      expect(survivor.assignments.at(-1)).toHaveLength(4);
      await survivor.stop();
    });
  });
}
