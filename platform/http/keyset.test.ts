import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { decodeCursor, encodeCursor, readPage, toConnection } from './keyset.ts';

const position = z.tuple([z.number(), z.string()]);
const badInput = expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) });

describe('keyset pages', () => {
  test('a page has 20 unless told, from the start', () => {
    expect(readPage({}, position)).toEqual({ first: 20, after: null });
    expect(readPage({ first: null, after: null }, position)).toEqual({ first: 20, after: null });
  });

  test('1 and 100 are allowed, what lies outside is refused', () => {
    expect(readPage({ first: 1 }, position).first).toBe(1);
    expect(readPage({ first: 100 }, position).first).toBe(100);
    for (const first of [0, -1, 101, 2.5]) expect(() => readPage({ first }, position)).toThrow(badInput);
  });

  test('a cursor comes back as the position it was made from', () => {
    const cursor = encodeCursor([1793901791042, 'å/±']);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(decodeCursor(cursor, position)).toEqual([1793901791042, 'å/±']);
  });

  test.each([
    ['', 'nothing'],
    ['garbage', 'no JSON'],
    [`${encodeCursor([1, 'a'])}=`, 'padding that was never given out'],
    [`${encodeCursor([1, 'a'])}!!`, 'characters outside the alphabet'],
    [encodeCursor(['1', 'a']), 'another list’s position'],
    [encodeCursor([1, 'a'.repeat(1000)]), 'more than any cursor holds'],
  ])('refuses %p as a cursor (%s)', (cursor) => {
    expect(() => readPage({ after: cursor }, position)).toThrow(badInput);
  });
});

describe('connections', () => {
  const read = {
    position: (row: { at: number; id: string }) => [row.at, row.id],
    node: (row: { id: string }) => row.id,
  };
  const rows = ['a', 'b', 'c'].map((id, index) => ({ at: 9 - index, id }));

  test('the row too many makes a next page and is not shown', () => {
    const connection = toConnection(rows, 2, read);
    expect(connection.edges.map((edge) => edge.node)).toEqual(['a', 'b']);
    expect(connection.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: encodeCursor([9, 'a']),
      endCursor: encodeCursor([8, 'b']),
    });
  });

  test('the last page has no next, an empty one no cursors', () => {
    expect(toConnection(rows, 3, read).pageInfo.hasNextPage).toBe(false);
    const { edges, pageInfo } = toConnection([], 3, read);
    expect(edges).toEqual([]);
    expect(pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null });
  });
});
