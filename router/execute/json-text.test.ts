import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeString } from './json-text.ts';

describe('a string as JSON text', () => {
  test('is what JSON.stringify writes, whatever the string has', () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(
        fc.oneof(units, fc.string({ unit: 'binary' })),
        (text) => writeString(text, true) === JSON.stringify(text),
      ),
    );
  });

  test.each(['', 'plain', 'é ü', '"', '\\', '\n', '\u0000', '\u001f', '\u007f', '\u2028', '😀', '\ud83d', '\ude00x'])(
    '%j',
    (text) => expect(writeString(text, true)).toBe(JSON.stringify(text)),
  );
});
