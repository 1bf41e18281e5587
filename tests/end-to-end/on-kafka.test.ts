import { afterAll, beforeAll, expect } from '@jest/globals';
import { describeOnKafka } from '../support/kafka.ts';
import { acceptanceTests } from './acceptance.ts';
import { type Product, startProduct } from './product.ts';

await describeOnKafka('the whole product on a real Kafka', (brokers) => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ LOG: 'kafka', KAFKA_BROKERS: brokers });
  }, 300_000);
  afterAll(async () => {
    expect(await product?.stop()).toBe(0);
  }, 300_000);

  acceptanceTests(() => product);
});
