import { createKafkaLog } from '../../platform/log/kafka/kafka-log.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { describeOnKafka } from '../support/kafka.ts';
import { claimNothingIsLost } from './claims.ts';
import { createWorld } from './world.ts';

await describeOnKafka('on a real Kafka', (brokers) => {
  const logger = createLogger('live-tests', process.env.TEST_LOG_LEVEL ?? 'silent');
  claimNothingIsLost('Kafka', () =>
    createWorld(async () =>
      createKafkaLog({ brokers: brokers.split(','), clientId: 'live', tls: false, metadataMaxAgeMs: 500, logger }),
    ),
  );
});
