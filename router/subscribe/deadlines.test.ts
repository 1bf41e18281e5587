import { describe, expect, test } from '@jest/globals';
import { until } from '../../tests/support/until.ts';
import { createDeadlines } from './deadlines.ts';

describe('a deadline', () => {
  test('is shared by who asks at the same moment, and not by who asks later', async () => {
    const deadline = createDeadlines(60_000);
    const first = deadline();
    expect(deadline()).toBe(first);
    expect(await until(() => deadline() !== first, 'another one')).toBe(true);
  });

  test('passes', async () => {
    const signal = createDeadlines(10)();
    expect(signal.aborted).toBe(false);
    await until(() => signal.aborted, 'the deadline');
    expect((signal.reason as Error).name).toBe('TimeoutError');
  });
});
