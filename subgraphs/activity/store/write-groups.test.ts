import { describe, expect, test } from '@jest/globals';
import { ClaimEndedError } from '../../../platform/http/claim.ts';
import { createWriteGroups, type WriteGroupOptions } from './write-groups.ts';

const refusal = (code = '22P05') => Object.assign(new Error('refused'), { code });

/** Groups of texts; each text's result is itself in capitals. What ran is remembered. */
function setup(options: Partial<WriteGroupOptions<string, string>> = {}) {
  const ran: string[][] = [];
  const groups = createWriteGroups<string, string>({
    runGroup: async (writes) => {
      ran.push([...writes]);
      if (writes.includes('bad')) throw refusal();
      return writes.map((write) => write.toUpperCase());
    },
    runAlone: async (write) => {
      ran.push([write]);
      if (write === 'bad') throw refusal();
      return write.toUpperCase();
    },
    waitMs: 1,
    ...options,
  });
  return { ran, groups };
}

describe('writes in groups', () => {
  test('go together in the order they came, and each caller gets its own result', async () => {
    const { ran, groups } = setup();
    expect(await Promise.all(['a', 'b', 'c'].map((write) => groups.add(write)))).toEqual(['A', 'B', 'C']);
    expect(ran).toEqual([['a', 'b', 'c']]);
  });

  test('are bounded, and one group is under way at a time', async () => {
    let under = 0;
    let most = 0;
    const { ran, groups } = setup({
      writesMax: 2,
      runGroup: async (writes) => {
        most = Math.max(most, ++under);
        ran.push([...writes]);
        await new Promise((resolve) => setImmediate(resolve));
        under--;
        return [...writes];
      },
    });
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((write) => groups.add(write)));
    expect(ran).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(most).toBe(1);
  });

  test('a bad one fails alone: its neighbours are stored one by one, in order', async () => {
    const { ran, groups } = setup();
    const settled = await Promise.allSettled(['a', 'bad', 'c'].map((write) => groups.add(write)));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(ran).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
  });

  test.each(['ECONNRESET', '57P01', '08006', undefined])(
    'a lost connection (%s) fails all, because nobody knows what was stored',
    async (code) => {
      const { ran, groups } = setup({ runGroup: () => Promise.reject(Object.assign(new Error('lost'), { code })) });
      const settled = await Promise.allSettled(['a', 'b'].map((write) => groups.add(write)));
      expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      expect(ran).toEqual([]);
      await expect(groups.add('c')).resolves.toBe('C');
    },
  );

  test('two of one key are never in one group, and what came later stays later', async () => {
    const { ran, groups } = setup({ keyOf: (write) => write[0]! });
    await Promise.all(['a1', 'b1', 'a2', 'c1'].map((write) => groups.add(write)));
    expect(ran).toEqual([
      ['a1', 'b1'],
      ['a2', 'c1'],
    ]);
  });

  test('leave out whoever is gone before their write was begun, and tell them', async () => {
    const { ran, groups } = setup();
    const ended = new ClaimEndedError('CLIENT_GONE', 'gone');
    const settled = await Promise.allSettled([
      groups.add('a', { ended: () => ended }),
      groups.add('b', { ended: () => null }),
      groups.add('c'),
      groups.add('d', { ended: () => ended }),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'rejected']);
    expect(ran).toEqual([['b', 'c']]);
  });
});
