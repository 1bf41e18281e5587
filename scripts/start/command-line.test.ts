import { describe, expect, test } from '@jest/globals';
import { exitCodeOf, readFlags, wholeNumber } from './command-line.ts';
import { StartError } from './start-error.ts';
import { UsageError } from './usage-error.ts';

describe('flags', () => {
  test('that nobody knows are refused with the way to the known ones', () => {
    expect(() => readFlags({ users: { type: 'string' } }, ['--user', '5'], 'npm start')).toThrow(
      "see 'npm start -- --help'",
    );
  });

  test.each(['', '-1', '1.5', '1e3', 'many', '149', '1001'])(
    'that are no number within the bounds are refused: %s',
    (text) => {
      expect(() => wholeNumber('users', text, { min: 150, max: 1000 })).toThrow(
        `--users must be a whole number from 150 to 1000, and is '${text}'.`,
      );
    },
  );

  test('that are a number are read, and those left out are nothing', () => {
    expect(wholeNumber('users', '150', { min: 150, max: 1000 })).toBe(150);
    expect(wholeNumber('users', undefined, { min: 150, max: 1000 })).toBeUndefined();
  });
});

test('a wrong command line is told from a failure by the exit code', () => {
  expect(exitCodeOf(new UsageError('--fast?'))).toBe(2);
  expect(exitCodeOf(new StartError('The port is taken.'))).toBe(1);
});
