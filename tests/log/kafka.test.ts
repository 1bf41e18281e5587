import { createKafkaLog } from '../../platform/log/kafka/kafka-log.ts';
import type { Log } from '../../platform/log/port.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { describeOnKafka } from '../support/kafka.ts';
import { describeLogContract } from './contract.ts';

await describeOnKafka('a real broker', (brokers) => {
  describeLogContract('Kafka', async () => {
    const opened: Log[] = [];
    return {
      async open() {
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
      },
      async close() {
        await Promise.all(opened.map((log) => log.close()));
      },
    };
  });
});
