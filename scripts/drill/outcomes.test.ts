import { expect, test } from '@jest/globals';
import { type Outcome, recoveredAfterMs, summarise } from './outcomes.ts';

const outcome = (askedAt: number, ms: number, code = 'OK'): Outcome => ({
  kind: 'visit',
  askedAt,
  answeredAt: askedAt + ms,
  code,
});

test('failures are counted by code, and do not count as fast answers', () => {
  const outcomes = [
    outcome(0, 10),
    outcome(1, 20),
    outcome(2, 30),
    outcome(3, 1, 'ECONNREFUSED'),
    outcome(4, 1, 'no answer'),
  ];
  expect(summarise(outcomes)).toEqual({ tried: 5, failed: { ECONNREFUSED: 1, 'no answer': 1 }, p50: 20, p99: 30 });
  expect(summarise([])).toEqual({ tried: 0, failed: {}, p50: null, p99: null });
});

test('recovery lasts until the last failure after the mend, however many answers went well before it', () => {
  const outcomes = [outcome(0, 5, 'X'), outcome(100, 5), outcome(110, 10, 'X'), outcome(130, 5)];
  expect(recoveredAfterMs(outcomes, 100)).toBe(20);
  expect(recoveredAfterMs(outcomes, 120)).toBe(0);
});
