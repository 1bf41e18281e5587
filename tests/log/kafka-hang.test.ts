import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { startConsumerLoop } from '../../platform/log/kafka/consumer-loop.ts';
import { createKafkaLog } from '../../platform/log/kafka/kafka-log.ts';
import type { Log } from '../../platform/log/port.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { describeOnKafka } from '../support/kafka.ts';
import { until } from '../support/until.ts';
import { freshName, freshTopic } from './harness.ts';

const logger = createLogger('test', 'silent');
/** So long that kafkajs itself never notices, in milliseconds. */
const neverMs = 600_000;
/** Longer than an idle fetch, after which comes a heartbeat; in milliseconds. */
const unheardMostMs = 4_000;

await describeOnKafka('a consumer that hangs', (brokers) => {
  let log: Log;
  const sockets = new Set<Socket>();
  beforeAll(async () => {
    log = await createKafkaLog({ brokers: brokers.split(','), clientId: 'test', logger });
  }, 300_000);
  afterAll(() => log.close());

  /** A client whose requests have no time-out, and whose connections can be made to bring no answer any more. */
  function createClient(): Kafka {
    return new Kafka({
      brokers: brokers.split(','),
      requestTimeout: neverMs,
      logLevel: logLevel.NOTHING,
      socketFactory({ host, port, onConnect }) {
        const socket = connect({ host, port }, onConnect);
        sockets.add(socket);
        return socket;
      },
    });
  }

  test('is replaced: its handler is told to stop, and what it had not handled is handled by the next one', async () => {
    const topic = await freshTopic(log, { partitions: 1 });
    const handled: string[] = [];
    let handlers = 0;
    let aborted = 0;
    const loop = await startConsumerLoop({
      kafka: createClient(),
      group: freshName('group'),
      topics: [topic],
      batchRecordsMax: 10,
      unheardMostMs,
      logger,
      commits: true,
      async handle(records, signal) {
        if (handlers++ === 0) {
          // This one goes on for as long as it may.
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
          aborted++;
          signal.throwIfAborted();
        }
        handled.push(...records.map(({ value }) => value ?? ''));
      },
    });
    await log.append([{ topic, key: 'key', value: 'first' }]);
    await until(() => handlers === 1, 'the handler that waits');
    // Bytes arrive and nobody reads them: no answer, no error, no end.
    for (const socket of sockets) socket.pause();
    await log.append([{ topic, key: 'key', value: 'second' }]);
    await until(() => handled.includes('second'), 'the next consumer to go on', 120_000);
    // On a machine that is busy enough the next one is taken for hanging too.
    expect([...new Set(handled)]).toEqual(['first', 'second']);
    expect(aborted).toBe(1);
    await loop.stop();
    // What hung gets its answers and ends what it was about: closing.
    for (const socket of sockets) socket.resume();
    await until(() => [...sockets].every(({ destroyed }) => destroyed), 'the connections to end');
  }, 200_000);
});
