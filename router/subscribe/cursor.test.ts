import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createCursorCodec, topicHash } from './cursor.ts';

const codec = createCursorCodec('a secret of the tests that is long enough');
const owner = { subject: 'somebody', field: 'profileVisited' };
const offsets = fc.uniqueArray(fc.tuple(fc.nat(5_000), fc.nat(Number.MAX_SAFE_INTEGER)), {
  selector: ([partition]) => partition,
  maxLength: 50,
});

describe('a cursor', () => {
  test('says what it was made of', () => {
    fc.assert(
      fc.property(offsets, fc.nat(2 ** 47), (entries, atMs) => {
        const positions = new Map(entries);
        const content = codec.decode(owner, codec.encode(owner, 'topic', positions, atMs));
        expect(content).toEqual({ topic: topicHash('topic'), atMs, positions });
      }),
    );
  });

  test('is the same text for the same position, in whatever order its partitions were learned', () => {
    const one = codec.encode(
      owner,
      'topic',
      new Map([
        [1, 2],
        [3, 4],
      ]),
      5,
    );
    expect(
      codec.encode(
        owner,
        'topic',
        new Map([
          [3, 4],
          [1, 2],
        ]),
        5,
      ),
    ).toBe(one);
  });

  test('is nothing once a single bit of it changed, wherever', () => {
    const bytes = Buffer.from(codec.encode(owner, 'topic', new Map([[7, 1_000_000]]), 1_700_000_000_000), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(codec.decode(owner, changed.toString('base64url'))).toBeNull();
    }
  });

  test('is nothing once a single character of its text changed, the bits that no byte needs included', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // Three positions of different lengths, so that the text ends with zero, two and four spare bits.
    for (const offset of [1, 200, 40_000]) {
      const cursor = codec.encode(owner, 'topic', new Map([[1, offset]]), 1);
      for (const last of alphabet) {
        const text = `${cursor.slice(0, -1)}${last}`;
        expect(codec.decode(owner, text) !== null).toBe(text === cursor);
      }
    }
  });

  test('is good for its subject and field alone, and somebody who is not signed in is nobody by any name', () => {
    const cursor = codec.encode(owner, 'topic', new Map([[0, 1]]), 0);
    for (const other of [
      { ...owner, subject: 'somebody else' },
      { ...owner, subject: null },
      { ...owner, subject: '' },
      { ...owner, field: 'matched' },
      { subject: 'ted', field: 'profileVisi' },
    ]) {
      expect(codec.decode(other, cursor)).toBeNull();
      expect(codec.decode(owner, codec.encode(other, 'topic', new Map([[0, 1]]), 0))).toBeNull();
    }
    const anonymous = { subject: null, field: 'news' };
    const theirs = codec.encode(anonymous, 'topic', new Map([[0, 1]]), 0);
    expect(codec.decode(anonymous, theirs)).not.toBeNull();
    expect(codec.decode({ subject: '', field: 'news' }, theirs)).toBeNull();
  });

  test('of another secret is nothing', () => {
    const other = createCursorCodec('another secret of the tests, long enough too');
    expect(codec.decode(owner, other.encode(owner, 'topic', new Map([[0, 1]]), 0))).toBeNull();
  });

  test('is refused as any text that is none, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (text) => codec.decode(owner, text) === null));
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => codec.decode(owner, Buffer.from(bytes).toString('base64url')) === null),
    );
    expect(codec.decode(owner, 'A'.repeat(1_000_000))).toBeNull();
  });
});
