import { describe, expect, test } from '@jest/globals';
import type { Envelope } from '../../../events/envelope.ts';
import { deadTopicOf, toRetry } from '../../../platform/log/dead-letters.ts';
import { createEventConsumer } from '../../../platform/log/event-consumer.ts';
import type { Log, LogRecord, OutgoingRecord } from '../../../platform/log/port.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { until } from '../../support/until.ts';
import { freshName, freshTopic, type LogContext } from '../harness.ts';

const logger = createLogger('test', 'silent');
/** Tests needn't wait as long as a database's restart takes. */
const retry = { firstMs: 1, mostMs: 10 };

function event(topic: string, n: number): OutgoingRecord {
  const envelope: Envelope = {
    id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    type: 'thing.happened',
    version: 1,
    time: new Date().toISOString(),
    key: 'k',
    actor: null,
    device: null,
    address: null,
    client: null,
    trace: null,
    data: { n },
  };
  return { topic, key: 'k', value: JSON.stringify(envelope), headers: { traceparent: '00-1-2-01' } };
}

const numberOf = ({ envelope }: { envelope: Envelope }): number => (envelope.data as { n: number }).n;

async function deadLettersOf(log: Log, topic: string): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  const reader = await log.read({
    topics: [deadTopicOf(topic)],
    from: 'earliest',
    handle: (batch) => void records.push(...batch),
  });
  await reader.caughtUp;
  await reader.stop();
  return records;
}

export function describePoison(context: LogContext): void {
  describe('poison', () => {
    test('an unreadable record becomes a dead letter with its reason, is counted, and the partition goes on', async () => {
      const { log } = context;
      const topic = await freshTopic(log, { partitions: 1 });
      const group = freshName('group');
      await log.append([
        event(topic, 1),
        { topic, key: 'k', value: '{not json' },
        { topic, key: 'k', value: '{"id":"x"}', headers: { traceparent: '00-3-4-01' } },
        event(topic, 2),
      ]);
      const handled: number[] = [];
      const consumer = await createEventConsumer({
        log,
        group,
        topics: [topic],
        logger,
        retry,
        handle: async (events) => void handled.push(...events.map(numberOf)),
      });
      await until(() => handled.length >= 2, 'the readable ones');
      await until(async () => (await log.committed(group, topic)).get(0) === 4, 'the commit past them');
      expect(handled).toEqual([1, 2]);
      expect(consumer.stats()).toEqual({ handled: 2, retried: 0, deadLettered: 2 });
      await consumer.close();
      const dead = await deadLettersOf(log, topic);
      expect(dead).toHaveLength(2);
      expect(dead[0]).toMatchObject({
        key: 'k',
        value: '{not json',
        headers: { 'dead-group': group, 'dead-position': `${topic}/0/1`, 'dead-attempts': '1' },
      });
      expect(dead[0]!.headers['dead-reason']).toMatch(/^SyntaxError: /);
      expect(dead[1]!.headers).toMatchObject({
        traceparent: '00-3-4-01',
        'dead-reason': expect.stringMatching(/type/),
      });
    });

    test('an event that keeps failing is put aside after some tries; its neighbours are stored', async () => {
      const { log } = context;
      const topic = await freshTopic(log, { partitions: 1 });
      await log.append([1, 2, 3].map((n) => event(topic, n)));
      const stored = new Set<number>();
      let tries = 0;
      const consumer = await createEventConsumer({
        log,
        group: freshName('group'),
        topics: [topic],
        logger,
        retry,
        async handle(events) {
          if (events.some((received) => numberOf(received) === 2)) {
            tries++;
            throw new Error('2 can not be stored');
          }
          for (const received of events) stored.add(numberOf(received));
        },
      });
      await until(() => stored.has(3), 'the event after it');
      expect([...stored]).toEqual([1, 3]);
      expect(tries).toBe(8);
      expect(consumer.stats().deadLettered).toBe(1);
      await consumer.close();
      const dead = await deadLettersOf(log, topic);
      expect(dead.map(({ headers }) => headers['dead-reason'])).toEqual(['Error: 2 can not be stored']);
    });

    test('a database that is down is no poison: the batch is tried until it works', async () => {
      const { log } = context;
      const topic = await freshTopic(log, { partitions: 1 });
      await log.append([1, 2].map((n) => event(topic, n)));
      let outages = 12;
      const handled: number[] = [];
      const consumer = await createEventConsumer({
        log,
        group: freshName('group'),
        topics: [topic],
        logger,
        retry,
        async handle(events) {
          if (outages-- > 0) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
          handled.push(...events.map(numberOf));
        },
      });
      await until(() => handled.length >= 2, 'both');
      expect(handled).toEqual([1, 2]);
      expect(consumer.stats()).toEqual({ handled: 2, retried: 12, deadLettered: 0 });
      await consumer.close();
    });

    test('a dead letter that is retried reaches only the group that gave up on it', async () => {
      const { log } = context;
      const topic = await freshTopic(log, { partitions: 1 });
      await log.append([event(topic, 1)]);
      let broken = true;
      const handled: { group: string; n: number }[] = [];
      const [first, other] = [freshName('group'), freshName('group')];
      const consumers = await Promise.all(
        [first, other].map((group) =>
          createEventConsumer({
            log,
            group,
            topics: [topic],
            logger,
            retry,
            async handle(events) {
              if (group === first && broken) throw new Error('a bug');
              handled.push(...events.map((received) => ({ group, n: numberOf(received) })));
            },
          }),
        ),
      );
      await until(() => consumers[0]!.stats().deadLettered === 1, 'the dead letter');
      await until(() => handled.length === 1, 'the other group');
      broken = false;
      const [dead] = await deadLettersOf(log, topic);
      await log.append([toRetry(dead!, { compacted: false }), event(topic, 2)]);
      await until(() => handled.filter(({ n }) => n === 2).length === 2, 'the next event at both');
      expect(handled.filter(({ n }) => n === 1).map(({ group }) => group)).toEqual([other, first]);
      await Promise.all(consumers.map((consumer) => consumer.close()));
    });
  });
}
