import { describe, expect, test } from '@jest/globals';
import { describeKept } from './kept-population.ts';

describe('a population that is there already', () => {
  test('is kept, and that is all there is to say', () => {
    expect(describeKept({}, false)).toBe('kept');
  });

  test('is kept where another was asked for, with the way to that one', () => {
    expect(describeKept({ users: '500' }, false)).toBe(
      "kept; --users is for a new one: stop this, then 'npm run seed -- --users 500', or 'npm run reset' first",
    );
    expect(describeKept({ users: '500', seed: '7' }, false)).toMatch(
      /^kept; --users, --seed are for a new one: .*'npm run seed -- --users 500 --seed 7'/,
    );
  });

  test("in the user's own PostgreSQL is replaced only by saying so", () => {
    expect(describeKept({ users: '500' }, true)).toBe(
      "kept; --users is for a new one: stop this, then 'npm run seed -- --replace --users 500'",
    );
  });
});
