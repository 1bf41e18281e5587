import { expect, test } from '@jest/globals';
import { holdable } from './connections.ts';

const limits = (files: string): string => `Limit                     Soft Limit           Hard Limit           Units
Max processes             126742               126742               processes
Max open files            1024                 ${files}              files
`;

test('as many connections are held as there may be files open, and why not more is said with what mends it', () => {
  expect(holdable(10_000, limits('20000'))).toEqual({ count: 10_000, reason: null });
  expect(holdable(10_000, limits('unlimited'))).toEqual({ count: 10_000, reason: null });
  expect(holdable(10_000, '')).toEqual({ count: 10_000, reason: null });
  const { count, reason } = holdable(10_000, limits('4096'));
  expect(count).toBe(3_596);
  expect(reason).toMatch(/may open 4096 files.* 3596 connections are held instead of 10000.*'ulimit -Hn 10500'/);
});
