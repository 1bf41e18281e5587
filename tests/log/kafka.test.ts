import { Kafka, logLevel } from 'kafkajs';
import { createKafkaLog } from '../../platform/log/kafka/kafka-log.ts';
import type { Log, LogRecord } from '../../platform/log/port.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { describeOnKafka } from '../support/kafka.ts';
import { until } from '../support/until.ts';
import { describeLogContract } from './contract.ts';

/** ConfigResourceTypes.TOPIC. */
const topicResource = 2;

await describeOnKafka('a real broker', (brokers) => {
  describeLogContract('Kafka', async () => {
    const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const opened: Log[] = [];

    async function open(): Promise<Log> {
      const log = await createKafkaLog({
        brokers: brokers.split(','),
        tls: false,
        clientId: 'test',
        logger: createLogger('test', process.env.TEST_LOG_LEVEL ?? 'silent'),
        // New partitions are to be found while a test waits.
        metadataMaxAgeMs: 500,
      });
      opened.push(log);
      return log;
    }

    return {
      environment: { LOG: 'kafka', KAFKA_BROKERS: brokers },
      open,
      async expire(topic, partition, count) {
        // Makes this client look up who leads the partition.
        await admin.fetchTopicOffsets(topic);
        await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(count) }] });
      },
      async compact(topic) {
        // Only closed segments are compacted: close each at once, and write one more record to close the last.
        await admin.alterConfigs({
          validateOnly: false,
          resources: [
            {
              type: topicResource,
              name: topic,
              configEntries: [
                { name: 'cleanup.policy', value: 'compact' },
                { name: 'segment.ms', value: '10' },
                { name: 'min.cleanable.dirty.ratio', value: '0.01' },
              ],
            },
          ],
        });
        const log = opened[0]!;
        let filler = 0;
        await until(
          async () => {
            await log.append([{ topic, key: 'filler', value: String(filler++) }]);
            const records: LogRecord[] = [];
            const reader = await log.read({
              topics: [topic],
              from: 'earliest',
              handle: (batch) => void records.push(...batch),
            });
            await reader.caughtUp;
            await reader.stop();
            return records.filter(({ key }) => key !== 'filler').length < 100;
          },
          'the compaction',
          50_000,
        );
      },
      async close() {
        await Promise.all(opened.map((log) => log.close()));
        await admin.disconnect();
      },
    };
  });
});
