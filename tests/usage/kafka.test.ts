import { createKafkaLog } from '../../platform/log/kafka/kafka-log.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { describeOnKafka } from '../support/kafka.ts';
import { describeLogCarrier } from './log-carrier.ts';

await describeOnKafka('a real broker', (brokers) => {
  describeLogCarrier('Kafka', () =>
    createKafkaLog({
      brokers: brokers.split(','),
      tls: false,
      clientId: 'test',
      logger: createLogger('test', 'silent'),
    }),
  );
});
