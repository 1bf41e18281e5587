import { describe, expect, test } from '@jest/globals';
import { median, percentile } from './statistics.ts';

describe('the statistics of the benchmarks', () => {
  test('a percentile is one of the values, by nearest rank, whatever their order', () => {
    const values = Array.from({ length: 1_000 }, (_, index) => 1_000 - index);
    expect([0, 0.5, 0.99, 0.999, 1].map((share) => percentile(values, share))).toEqual([1, 500, 990, 999, 1_000]);
    expect(percentile([7], 0.999)).toBe(7);
  });

  test('a median of an even count lies between the middle two', () => {
    expect(median([10, 1, 2])).toBe(2);
    expect(median([10, 1, 2, 4])).toBe(3);
  });
});
