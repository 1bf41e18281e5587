import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { acceptanceTests } from './acceptance.ts';
import { type Product, startProduct } from './product.ts';

describe('the whole product on the PostgreSQL log', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct({ LOG: 'postgres' });
  }, 300_000);
  afterAll(async () => {
    expect(await product?.stop()).toBe(0);
  }, 300_000);

  acceptanceTests(() => product);
});
