import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { spawnProgram } from '../../support/spawn-program.ts';
import { until } from '../../support/until.ts';
import { collect, firstSeenByKey, freshName, freshTopic, type LogContext, numbered, valuesOf } from '../harness.ts';
import { createOutboxDatabase, type OutboxDatabase } from '../outbox.ts';

const program = (name: string) => join(import.meta.dirname, '..', 'programs', name);

/** Writes events of some keys, a transaction each, and tells how many of each key there are. */
async function writeEvents(outbox: OutboxDatabase, topic: string, count: number): Promise<Map<string, number>> {
  const written = new Map<string, number>();
  for (let index = 0; index < count; index++) {
    const key = `key-${index % 7}`;
    written.set(key, await outbox.count(topic, key));
  }
  return written;
}

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

export function describeCrashes(context: LogContext): void {
  describe('crashes', () => {
    test('the partitions of a member that was killed go to the others, with everything it had not committed', async () => {
      const { log } = context;
      const topic = await freshTopic(log, { partitions: 4 });
      const group = freshName('group');
      const survivor = await collect(log, { group, topic });
      const victim = spawnProgram(program('member.ts'), {
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

    test.each(['before', 'after'])(
      'a relay killed %s the log acknowledged a batch loses nothing and keeps the order',
      async (moment) => {
        const { log } = context;
        const topic = await freshTopic(log);
        const outbox = await createOutboxDatabase();
        try {
          const written = await writeEvents(outbox, topic, 700);
          const env = { ...context.environment, TEST_OUTBOX_URL: outbox.url };
          // The second of two batches, while the first is being removed.
          const victim = spawnProgram(program('relay.ts'), { env: { ...env, TEST_DIE: moment, TEST_DIE_AT: '2' } });
          expect(`${await victim.ended} ${victim.output()}`.trim()).toBe('SIGKILL');
          expect((await outbox.pool.query('SELECT FROM outbox')).rowCount).toBeGreaterThan(0);
          const successor = spawnProgram(program('relay.ts'), { env });
          const isEmpty = async () => (await outbox.pool.query('SELECT FROM outbox LIMIT 1')).rowCount === 0;
          await until(isEmpty, 'the empty outbox', 30_000);
          successor.signal('SIGKILL');
          await successor.ended;

          const group = await collect(log, { group: freshName('group'), topic });
          await until(() => [...firstSeenByKey(group.records).values()].flat().length >= 700, 'all events');
          await group.stop();
          for (const [key, values] of firstSeenByKey(group.records)) {
            expect(values.map((value) => JSON.parse(value).data.n)).toEqual(upTo(written.get(key)!));
          }
        } finally {
          await outbox.drop();
        }
      },
    );

    test.each([
      ['amid storing', 'storing'],
      ['between store and commit', 'stored'],
    ])('a consumer killed %s stores everything once, in order', async (_, moment) => {
      const { log } = context;
      const topic = await freshTopic(log);
      const outbox = await createOutboxDatabase();
      try {
        await outbox.pool.query(
          'CREATE TABLE stored (position bigserial, event_id text PRIMARY KEY, key text, n integer)',
        );
        const written = await writeEvents(outbox, topic, 300);
        const relay = spawnProgram(program('relay.ts'), {
          env: { ...context.environment, TEST_OUTBOX_URL: outbox.url },
        });
        const env = {
          ...context.environment,
          TEST_STORE_URL: outbox.url,
          TEST_GROUP: freshName('group'),
          TEST_TOPIC: topic,
        };
        const victim = spawnProgram(program('consumer.ts'), { env: { ...env, TEST_DIE: moment, TEST_DIE_AT: '3' } });
        expect(`${await victim.ended} ${victim.output()}`.trim()).toBe('SIGKILL');
        const storedCount = async () => Number((await outbox.pool.query('SELECT count(*) FROM stored')).rows[0].count);
        expect(await storedCount()).toBeLessThan(300);
        const successor = spawnProgram(program('consumer.ts'), { env });
        await until(async () => (await storedCount()) === 300, 'everything stored', 30_000);
        successor.signal('SIGKILL');
        relay.signal('SIGKILL');
        await Promise.all([successor.ended, relay.ended]);
        const { rows } = await outbox.pool.query('SELECT key, n FROM stored ORDER BY position');
        for (const [key, count] of written) {
          expect(rows.filter((row) => row.key === key).map(({ n }) => n)).toEqual(upTo(count));
        }
      } finally {
        await outbox.drop();
      }
    });
  });
}
