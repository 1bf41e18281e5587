import { afterAll, beforeAll, expect } from '@jest/globals';
import { describeOnKafka } from '../support/kafka.ts';
import { type Collector, startCollector } from '../telemetry/collector.ts';
import { claimOneTrace } from '../telemetry/trace-claim.ts';
import { acceptanceTests } from './acceptance.ts';
import { type Product, startProduct } from './product.ts';

await describeOnKafka('the whole product on a real Kafka', (brokers) => {
  let product: Product;
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector();
    product = await startProduct({
      LOG: 'kafka',
      KAFKA_BROKERS: brokers,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    });
  }, 300_000);
  afterAll(async () => {
    expect(await product?.stop()).toBe(0);
    await collector?.close();
  }, 300_000);

  acceptanceTests(() => product);
  claimOneTrace(
    () => product,
    () => collector,
  );
});
