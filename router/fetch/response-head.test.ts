import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Head, HeadReader, HttpSyntaxError } from './response-head.ts';

const readFresh = (text: string): Head => new HeadReader().read(text);

/** Lines that change what a head means, lines that don't, and some that only look like one of them. */
const lines = fc.oneof(
  fc.constantFrom(
    'date: Mon, 23 Nov 2026 10:00:00 GMT',
    'date: Mon, 23 Nov 2026 10:00:01 GMT',
    'connection: close',
    'connection: keep-alive',
    'keep-alive: timeout=5',
    'keep-alive: timeout=65',
    'transfer-encoding: chunked',
    'content-length:',
    'content-length: 1x',
    'x-content-length: 7',
  ),
  fc.integer({ min: 0, max: 120 }).map((length) => `content-length: ${length}`),
  fc.integer({ min: 0, max: 120 }).map((length) => `Content-Length:\t${length} `),
);
const heads = fc
  .tuple(
    fc.constantFrom('HTTP/1.1 200 OK', 'HTTP/1.1 204 No Content', 'HTTP/1.0 200 OK', 'HTTP/1.1 503 x'),
    fc.array(lines, { maxLength: 4 }),
  )
  .map(([status, more]) => [status, ...more, ''].join('\r\n'));

describe('a head', () => {
  test('means what it means by itself, whichever came before it', () => {
    fc.assert(
      fc.property(fc.array(heads, { minLength: 2, maxLength: 6 }), (texts) => {
        const reader = new HeadReader();
        for (const text of texts) expect(reader.read(text)).toEqual(readFresh(text));
      }),
      { numRuns: 1000 },
    );
  });

  const withLength = (length: string): string =>
    `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\nkeep-alive: timeout=65\r\n`;

  test.each(['0', '7', '42', '00042', '123456789012345'])(
    'like the one before but for its length, %s, says just that length',
    (length) => {
      const reader = new HeadReader();
      reader.read(withLength('5'));
      expect(reader.read(withLength(length))).toEqual({
        status: 200,
        bodyBytes: Number(length),
        chunked: false,
        keepAliveMs: 64_000,
      });
    },
  );

  test.each(['', '-1', '1e3', '4 2', '1\r\nconnection: close\r\nx: 2', '1234567890123456'])(
    'like the one before but for a length of %j is read as it stands',
    (length) => {
      const reader = new HeadReader();
      reader.read(withLength('5'));
      expect(reader.read(withLength(length))).toEqual(readFresh(withLength(length)));
    },
  );

  test('after one that could not be read is read all the same', () => {
    const reader = new HeadReader();
    reader.read(withLength('5'));
    expect(() => reader.read('SSH-2.0-OpenSSH\r\n')).toThrow(HttpSyntaxError);
    expect(reader.read(withLength('6')).bodyBytes).toBe(6);
  });
});
