import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EventStream } from './event-streams.ts';
import type { LiveEvent } from './live-event.ts';
import { createRecentIndex } from './recent-index.ts';

const toOne: EventStream = { key: 'one', topic: 't', type: 'e', recipient: ['to'] };
const toAll: EventStream = { key: 'all', topic: 't', type: 'e', recipient: null };
const partitions = 3;

/** Fills an index with one event a step; the step says the partition and the recipient. */
function fill(steps: readonly { partition: number; recipient: string }[], bytesMax: number) {
  const index = createRecentIndex({ bytesMax, ageMs: 1_000 });
  index.openTopic(
    't',
    new Map([
      [0, 0],
      [1, 0],
      [2, 0],
    ]),
  );
  index.openStream(toOne);
  index.openStream(toAll);
  const next = [0, 0, 0];
  const events: LiveEvent[] = [];
  for (const [i, { partition, recipient }] of steps.entries()) {
    const offset = next[partition]!++;
    index.advance('t', partition, offset);
    const event: LiveEvent = {
      topic: 't',
      partition,
      offset,
      id: `e${i}`,
      type: 'e',
      key: recipient,
      trace: null,
      data: { to: recipient },
      atMs: i,
      bytes: 1,
      positions: new Map(index.positions('t')),
    };
    const feeds = [
      { stream: toOne, recipient },
      { stream: toAll, recipient: '' },
    ];
    index.add(event, feeds, i);
    events.push(event);
  }
  return { index, events };
}

const steps = fc.array(fc.record({ partition: fc.nat(partitions - 1), recipient: fc.constantFrom('a', 'b') }), {
  maxLength: 60,
});

describe('the index of recent events', () => {
  test('gives from any position it reaches back to exactly what is after it, in order, by portions of any size', () => {
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 70 }),
        fc.array(fc.nat(30), { minLength: partitions, maxLength: partitions }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        (taken, bytesMax, wanted, max, everybody) => {
          const { index, events } = fill(taken, bytesMax);
          const feed = everybody ? { stream: toAll, recipient: '' } : { stream: toOne, recipient: 'a' };
          // Never before where the index begins: the log is asked for that.
          const start = new Map(wanted.map((offset, p) => [p, Math.max(offset, index.floor(feed.stream, p))]));
          const got: LiveEvent[] = [];
          let positions: ReadonlyMap<number, number> = start;
          for (let chunk = index.after(feed, positions, max); ; chunk = index.after(feed, positions, max)) {
            got.push(...chunk.events);
            positions = chunk.positions;
            if (chunk.complete) break;
          }
          const own = events.filter(({ key }) => everybody || key === 'a');
          expect(got).toEqual(own.filter(({ partition, offset }) => offset >= start.get(partition)!));
          for (const [partition, offset] of index.positions('t')) {
            expect(positions.get(partition)).toBe(Math.max(offset, start.get(partition)!));
          }
        },
      ),
    );
  });

  test('keeps within its bytes by letting the oldest go, and knows from where on it is whole', () => {
    const { index } = fill(
      Array.from({ length: 10 }, () => ({ partition: 1, recipient: 'a' })),
      4,
    );
    expect(index.bytes).toBe(4);
    expect(index.floor(toOne, 1)).toBe(6);
    expect(index.floor(toOne, 0)).toBe(0);
    expect(index.after({ stream: toOne, recipient: 'a' }, new Map([[1, 6]]), 10).events).toHaveLength(4);
  });

  test('lets go of what is older than its age', () => {
    const { index } = fill(
      Array.from({ length: 10 }, () => ({ partition: 0, recipient: 'a' })),
      100,
    );
    index.expire(1_005);
    expect(index.floor(toAll, 0)).toBe(5);
    expect(index.bytes).toBe(5);
  });

  test('does not claim to hold the past of a stream that it came to know later', () => {
    const { index } = fill([{ partition: 0, recipient: 'a' }], 100);
    const late: EventStream = { key: 'late', topic: 't', type: 'e', recipient: ['to'] };
    index.openStream(late);
    expect(index.floor(late, 0)).toBe(1);
    expect(index.floor(toOne, 0)).toBe(0);
  });
});
