import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { uuidv7 } from 'uuidv7';
import { usageCounted } from '../../events/usage-counted.ts';
import { deadTopic } from '../../platform/log/dead-letters.ts';
import type { EventConsumer } from '../../platform/log/event-consumer.ts';
import type { Log } from '../../platform/log/port.ts';
import { readUsageStore } from '../../registry/usage/read-usage-store.ts';
import { startTestRouter } from '../../router/test-support/start-test-router.ts';
import { createLogUsageSink } from '../../router/usage/log-usage-sink.ts';
import type { UsageBatch } from '../../router/usage/port.ts';
import { createPostgresUsageStore } from '../../router/usage/postgres-usage-store.ts';
import { startUsageConsumer, usageGroup } from '../../router/usage/usage-consumer.ts';
import { collect, freshTopic } from '../log/harness.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const logger = pino({ level: 'silent' });
const sdl = 'input Filter { name: String } type Query { things(filter: Filter): Int }';
const query = 'query Things($filter: Filter) { things(filter: $filter) }';
const clientHeaders = { 'apollographql-client-name': 'web', 'apollographql-client-version': '1.4.2' };

/** What the log carries of recorded use, over one adapter. `open` opens a client; the suite closes what it opened. */
export function describeLogCarrier(adapter: string, open: () => Promise<Log>): void {
  describe(`recorded use over the log (${adapter})`, () => {
    let log: Log;
    let database: TestDatabase;
    let topic: string;
    let consumer: EventConsumer | null = null;

    beforeAll(async () => {
      [log, database] = await Promise.all([open(), createEmptyDatabase('usage_log')]);
      topic = await freshTopic(log);
      await log.ensureTopics([deadTopic(topic)]);
    });
    afterAll(async () => {
      await consumer?.close();
      await log.close();
      await database.drop();
    });

    const consume = async (): Promise<{ stop(): Promise<void> }> => {
      const store = createPostgresUsageStore(database.url, { keepDays: 100 });
      const retry = { firstMs: 5, mostMs: 20 };
      const running = await startUsageConsumer({ log, topic, store, logger, retry });
      consumer = running;
      return {
        async stop() {
          consumer = null;
          await running.close();
          await store.close();
        },
      };
    };
    /** Requests that the store has of an operation. */
    const stored = async (name: string): Promise<number> => {
      const { operations, records } = await readUsageStore(database.url, 30).catch(() => ({
        operations: {},
        records: [],
      }));
      const named = new Map(Object.entries(operations));
      return records
        .filter(({ operation }) => named.get(operation)?.name === name)
        .reduce((sum, { count }) => sum + count, 0);
    };
    const batch = (name: string, count = 1): UsageBatch => ({
      id: uuidv7(),
      counts: [
        {
          operation: { id: name, name, text: `query ${name} { things }` },
          client: 'web',
          version: '1',
          day: '2026-11-05',
          count,
          sent: null,
        },
      ],
    });

    test('what a router counted is in the store, and what the log carries is as the event is declared', async () => {
      const router = await startTestRouter({
        subgraphs: { one: { sdl, resolvers: { Query: { things: () => 1 } } } },
        config: { usage: { carrier: 'log', topic, flushSeconds: 0.02 } },
        log,
      });
      const worker = await consume();
      for (let at = 0; at < 5; at++)
        await router.ask({ query, variables: { filter: { name: 'a secret' } } }, clientHeaders);
      await until(async () => (await stored('Things')) === 5, 'five counted requests');
      await router.close();
      await worker.stop();
      const { records } = await readUsageStore(database.url, 30);
      for (const record of records)
        expect(record).toMatchObject({ client: 'web', version: '1.4.2', sent: ['Filter.name'] });

      const carried = await collect(log, { group: `${usageGroup}.look.${topic}`, topic });
      await until(() => carried.records.length > 0, 'what the log carries');
      await carried.stop();
      for (const { key, value } of carried.records) {
        expect(usageCounted.read(JSON.parse(value!)).id).toBe(key);
        expect(value).not.toContain('secret');
      }
    });

    test('a batch that was appended twice, by a router that heard no answer, counts once', async () => {
      const sink = createLogUsageSink(log, topic);
      const twice = batch('Twice', 7);
      await sink.write([twice]);
      await sink.write([twice, batch('Twice', 100)]);
      const worker = await consume();
      await until(async () => (await stored('Twice')) >= 107, 'both batches');
      await worker.stop();
      expect(await stored('Twice')).toBe(107);
    });

    test('a worker that ended between storing and committing, and a replay of everything, change nothing', async () => {
      const sink = createLogUsageSink(log, topic);
      await sink.write([batch('Replayed', 3), batch('Replayed', 4), batch('Replayed', 5)]);
      const worker = await consume();
      await until(async () => (await stored('Replayed')) === 12, 'three batches');
      await worker.stop();
      const places = (await log.bounds(topic)).map(({ partition, earliest }) => ({
        topic,
        partition,
        offset: earliest,
      }));
      await log.moveGroup(usageGroup, places);
      const again = await consume();
      await sink.write([batch('After')]);
      await until(async () => (await stored('After')) === 1, 'the end of the replay');
      await until(async () => {
        const committed = await log.committed(usageGroup, topic);
        return (await log.bounds(topic)).every(
          ({ partition, next }) => (committed.get(partition) ?? 0) >= next || next === 0,
        );
      }, 'every partition at its end');
      await again.stop();
      expect(await stored('Replayed')).toBe(12);
    });

    test('what is no batch is put aside, and what stands behind it counts', async () => {
      const worker = await consume();
      await log.append([{ topic, key: 'x', value: JSON.stringify({ type: 'something else' }) }]);
      await createLogUsageSink(log, topic).write([batch('Behind')]);
      await until(async () => (await stored('Behind')) === 1, 'the batch behind the poison');
      const dead = await collect(log, { group: `${usageGroup}.dead.${topic}`, topic: deadTopic(topic).name });
      await until(() => dead.records.length === 1, 'the dead letter');
      await dead.stop();
      await worker.stop();
    });
  });
}
