import { describe, expect, test } from '@jest/globals';
import { type Claim, ClaimEndedError } from './claim.ts';
import { createSharedLoader } from './shared-loader.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A loader of texts that remembers what it was asked for. */
function setup(fails: (keys: readonly string[]) => boolean = () => false) {
  const asked: (readonly string[])[] = [];
  const loader = createSharedLoader<string>(async (keys) => {
    asked.push(keys);
    if (fails(keys)) throw new Error('the database is gone');
    return new Map(keys.filter((key) => key !== 'nobody').map((key) => [key, `value of ${key}`]));
  });
  return { asked, loader };
}

describe('a shared loader', () => {
  test('asks once for what is asked for in one turn, each key once', async () => {
    const { asked, loader } = setup();
    const values = await Promise.all(['a', 'b', 'a', 'nobody'].map((key) => loader.load(key)));
    expect(values).toEqual(['value of a', 'value of b', 'value of a', null]);
    expect(asked).toEqual([['a', 'b', 'nobody']]);
  });

  test('takes in what promises of the same turn ask for', async () => {
    const { asked, loader } = setup();
    await Promise.all([loader.load('a'), Promise.resolve().then(() => loader.load('b'))]);
    expect(asked).toEqual([['a', 'b']]);
  });

  test('asks again for what is asked for after the query went out, so that no write is missed', async () => {
    const { asked, loader } = setup();
    const first = loader.load('a');
    await turn();
    await Promise.all([first, loader.load('a')]);
    expect(asked).toEqual([['a'], ['a']]);
  });

  test('tells everybody in a query that it failed, and nobody else', async () => {
    const { loader } = setup((keys) => keys.includes('bad'));
    const failed = await Promise.allSettled([loader.load('a'), loader.load('bad')]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(loader.load('a')).resolves.toBe('value of a');
  });

  test('never asks for more than a thousand at once', async () => {
    const { asked, loader } = setup();
    const keys = Array.from({ length: 2_500 }, (_, index) => String(index));
    const values = await Promise.all(keys.map((key) => loader.load(key)));
    expect(values.at(-1)).toBe('value of 2499');
    expect(asked.map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
  });

  test('are given up when the last who asks for one of them is gone', async () => {
    const ended = new ClaimEndedError('CLIENT_GONE', 'gone');
    const gone: Claim = { ended: () => ended };
    const there: Claim = { ended: () => null };
    const claims: Claim[] = [];
    const loader = createSharedLoader(async (keys, claim) => {
      claims.push(claim);
      return new Map(keys.map((key) => [key, key]));
    });
    await Promise.all([loader.claimedBy(gone).load('a'), loader.claimedBy(gone).load('b')]);
    await Promise.all([loader.claimedBy(gone).load('a'), loader.claimedBy(there).load('b')]);
    await Promise.all([loader.claimedBy(gone).load('a'), loader.load('b')]);
    expect(claims.map((claim) => claim.ended())).toEqual([ended, null, null]);
  });
});
