import { pino } from 'pino';
import { createKafkaLog } from '../../platform/log/kafka/kafka-log.ts';
import { describeOnKafka } from '../../tests/support/kafka.ts';
import { claimFreshness } from './test/freshness-claims.ts';

const logger = pino({ level: 'silent' });

await describeOnKafka('on a real Kafka', (brokers) => {
  const openLog = async () =>
    createKafkaLog({ brokers: brokers.split(','), clientId: 'cache', tls: false, metadataMaxAgeMs: 500, logger });
  claimFreshness('in memory, with the log in Kafka', openLog, () => ({ lagMaxMs: 30_000 }));
});
