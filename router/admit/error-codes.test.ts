import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

/** The rooms whose errors docs/errors.md lists. */
const rooms = ['admit', 'execute', 'fetch', 'guard', 'http', 'identity', 'limits', 'parse'];
const router = join(import.meta.dirname, '..');

/** A code where it is written: after the status of a refusal, or as an error's `code`. */
const written = [
  /\b(?:new SubgraphFailure|refuse)\(\s*'([A-Z_]+)'/g,
  /refuse(?:Http)?\(\s*\d+,\s*'([A-Z_0-9]+)'/g,
  /code:?\\?"?:? ?['"]([A-Z]+_[A-Z_0-9]+|NOT_FOUND)['"]/g,
];

test('every code that a client may see is in docs/errors.md', () => {
  const documented = readFileSync(join(router, '..', 'docs', 'errors.md'), 'utf8');
  const codes = new Set<string>();
  for (const room of rooms)
    for (const file of readdirSync(join(router, room), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
      const text = readFileSync(join(router, room, file), 'utf8');
      for (const pattern of written) for (const [, code] of text.matchAll(pattern)) codes.add(code!);
    }
  expect(codes.size).toBeGreaterThan(30);
  expect([...codes].filter((code) => !documented.includes(`\`${code}\``))).toEqual([]);
});
