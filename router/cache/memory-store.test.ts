import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryStore } from './memory-store.ts';
import type { Found } from './store.ts';

const hour = 3_600_000;

function put(store: ReturnType<typeof createMemoryStore>, tag: string, variant: string, entity: object): void {
  const [found] = store.read([{ kind: '', id: tag, variant }]) as Found[];
  if (!found || !('lease' in found)) return;
  store.end([found.lease], [{ lease: found.lease, entity: entity as Record<string, unknown>, maxAgeMs: hour }]);
}
const get = (store: ReturnType<typeof createMemoryStore>, tag: string, variant: string) => {
  const [found] = store.read([{ kind: '', id: tag, variant }]) as Found[];
  if (found && 'lease' in found) store.end([found.lease], []);
  return found && 'entity' in found ? found.entity : undefined;
};

describe('memory', () => {
  test('stays within its bound whatever is asked for, and what is said of it is so', () => {
    const bytesMax = 40_000;
    const entry = fc.record({
      tag: fc.integer({ min: 0, max: 60 }).map(String),
      variant: fc.oneof(fc.integer({ min: 0, max: 200 }).map(String), fc.string({ maxLength: 400 })),
      text: fc.string({ maxLength: 3_000 }),
      drops: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 300 }), (entries) => {
        const store = createMemoryStore(bytesMax);
        for (const { tag, variant, text, drops } of entries) {
          if (drops === 0) void store.drop([tag], '');
          put(store, tag, variant, { text });
          expect(store.stats().bytes).toBeLessThanOrEqual(bytesMax);
        }
        const kept = new Set(
          entries.filter(({ tag, variant }) => get(store, tag, variant)).map(({ tag, variant }) => `${tag} ${variant}`),
        );
        expect(store.stats().entries).toBe(kept.size);
        store.clear();
        expect(store.stats()).toMatchObject({ entries: 0, bytes: 0 });
      }),
      { numRuns: 50 },
    );
  });

  test('of one entity is bounded too, however many selections of it are made up', () => {
    const store = createMemoryStore(160_000);
    put(store, 'quiet', 'v', { name: 'x' });
    for (let made = 0; made < 5_000; made++) put(store, 'loud', `variant ${made}`, { name: 'x' });
    expect(store.stats().bytes).toBeLessThanOrEqual(160_000 / 16 + 2_000);
    expect(get(store, 'quiet', 'v')).toEqual({ name: 'x' });
    expect(get(store, 'loud', 'variant 4999')).toEqual({ name: 'x' });
    expect(get(store, 'loud', 'variant 0')).toBeUndefined();
  });

  test('holds nothing for fetches that are over', () => {
    const store = createMemoryStore(1_000_000);
    const [found] = store.read([{ kind: '', id: 'a', variant: 'v' }]) as Found[];
    if (!found || !('lease' in found)) throw new Error('There is nothing yet.');
    store.end([found.lease], []);
    // The next fetch is another one: it doesn't remember the first.
    void store.drop(['b'], '');
    const [next] = store.read([{ kind: '', id: 'a', variant: 'v' }]) as Found[];
    expect(next).toMatchObject({ lease: { token: '1' } });
  });

  test('keeps the last used longest', () => {
    const store = createMemoryStore(20_000);
    put(store, 'hot', 'v', { name: 'x' });
    for (let made = 0; made < 500; made++) {
      put(store, `cold ${made}`, 'v', { name: 'x' });
      expect(get(store, 'hot', 'v')).toBeDefined();
    }
    expect(get(store, 'cold 0', 'v')).toBeUndefined();
    expect(store.stats().evicted).toBeGreaterThan(400);
  });
});
