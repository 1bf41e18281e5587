import { serialize } from 'node:v8';
import { expect, test } from '@jest/globals';
import { createOneByteNames } from './one-byte-names.ts';

/** V8's own format tells how many bytes a character of a string takes: `"` is for one, `c` for two. */
const hasTwoBytes = (text: string): boolean => serialize({ text }).includes('c', 8, 'latin1');

test('a name that comes out of a text with two bytes a character has one in what is parsed later', () => {
  // Never written out: a name in this file's own text is known already.
  const word = ['Zeb', 'roid'].join('');
  const sdl = `"Größe → 東京" type ${word} { id: ID }`;
  const names = createOneByteNames();
  names.keep(sdl);
  const start = sdl.indexOf(word);
  const cut = sdl.slice(start, start + word.length);
  const types = { [cut]: true };
  const { name } = JSON.parse(`{"name":"${word}"}`) as { name: string };
  expect(Object.keys(types)).toEqual([name]);
  expect(hasTwoBytes(name)).toBe(false);
});
