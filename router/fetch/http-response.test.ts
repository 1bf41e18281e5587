import { describe, expect, test } from '@jest/globals';
import { HttpBodyTooLargeError, HttpResponseReader } from './http-response.ts';
import { HttpSyntaxError } from './response-head.ts';

const limit = 1000;

/** Reads a response that comes in pieces of some size, each in the same memory as the one before. */
function readInPieces(text: string, size: number) {
  const reader = new HttpResponseReader(limit);
  const bytes = Buffer.from(text);
  const memory = Buffer.alloc(size);
  for (let start = 0; start < bytes.length; start += size) {
    const piece = bytes.subarray(start, start + size);
    piece.copy(memory);
    const response = reader.read(memory, piece.length);
    if (response) return { response, unread: bytes.length - start - piece.length };
  }
  return { response: reader.end(), unread: 0 };
}

const body = '{"data":"é✓"}';
const length = Buffer.byteLength(body);
const responses: [string, string, number | undefined][] = [
  ['a length', `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n${body}`, 4_000],
  [
    'a time to keep the connection',
    `HTTP/1.1 200 OK\r\nkeep-alive: timeout=65\r\ncontent-length: ${length}\r\n\r\n${body}`,
    64_000,
  ],
  [
    'a closing connection',
    `HTTP/1.1 200 OK\r\nConnection: close\r\ncontent-length: ${length}\r\n\r\n${body}`,
    undefined,
  ],
  ['HTTP/1.0', `HTTP/1.0 200 OK\r\ncontent-length: ${length}\r\n\r\n${body}`, undefined],
  [
    'an interim response before',
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n${body}`,
    4_000,
  ],
  [
    'chunks',
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"dat\r\n9;name=x\r\na":"é✓\r\n2\r\n"}\r\n0\r\n\r\n`,
    4_000,
  ],
  [
    'chunks and trailers',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10\r\n${body}\r\n0\r\nx: y\r\n\r\n`,
    4_000,
  ],
  ['no length at all', `HTTP/1.1 200 OK\r\n\r\n${body}`, undefined],
];

describe.each(responses)('a response with %s', (_what, text, keepAliveMs) => {
  test.each([1, 2, 3, 7, 64, 1000])('is read from pieces of %i bytes', (size) => {
    const { response, unread } = readInPieces(text, size);
    expect(response).toEqual({ status: 200, text: body, keepAliveMs });
    expect(unread).toBe(0);
  });
});

test('the next response is read as if nothing had been before', () => {
  const reader = new HttpResponseReader(limit);
  for (const [, text, keepAliveMs] of responses) {
    reader.reset();
    const bytes = Buffer.from(text);
    const response = reader.read(bytes, bytes.length) ?? reader.end();
    expect(response).toEqual({ status: 200, text: body, keepAliveMs });
  }
});

test('a response without a body is whole with its head', () => {
  expect(readInPieces('HTTP/1.1 204 No Content\r\n\r\n', 1000).response).toEqual({
    status: 204,
    text: '',
    keepAliveMs: 4_000,
  });
});

test('bytes after the response cost the connection', () => {
  const text = `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n${body}HTTP/1.1 200 OK`;
  expect(readInPieces(text, 1000).response).toMatchObject({ text: body, keepAliveMs: undefined });
});

test.each([
  ['something else than HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
  ['a chunk without a size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n'],
  ['a chunk that is longer than it says', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n'],
  ['a head without an end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}`],
])('%s is an error', (_what, text) => {
  expect(() => readInPieces(text, 1000)).toThrow(HttpSyntaxError);
});

test.each([
  ['says that it is', `HTTP/1.1 200 OK\r\ncontent-length: ${limit + 1}\r\n\r\n`],
  [
    'turns out to be in chunks',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${'c8\r\n'.concat('x'.repeat(200), '\r\n').repeat(6)}`,
  ],
  ['turns out to be without a length', `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(limit + 1)}`],
])('a body that is too large is cut when it %s', (_what, text) => {
  expect(() => readInPieces(text, 100)).toThrow(HttpBodyTooLargeError);
});

test('a body that is cut short is none', () => {
  expect(readInPieces(`HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n{"da`, 1000).response).toBeUndefined();
});
