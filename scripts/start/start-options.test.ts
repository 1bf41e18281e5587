import { describe, expect, test } from '@jest/globals';
import { readStartOptions } from './start-options.ts';
import { UsageError } from './usage-error.ts';

describe('the command line of npm start', () => {
  test('wants the demo population unless told', () => {
    expect(readStartOptions([])).toMatchObject({ help: false, population: { users: 200 }, given: {} });
    expect(readStartOptions(['--users', '500'])).toMatchObject({ population: { users: 500 }, given: { users: '500' } });
  });

  test('wants none with --no-seed', () => {
    expect(readStartOptions(['--no-seed'])).toMatchObject({ population: null });
  });

  test.each([
    [['--no-seed', '--users', '500'], /^--users is for the demo population, which --no-seed leaves out: .*\.$/],
    [['--seed', '7', '--no-seed', '--end', '2026-11-01'], /^--seed, --end are for the demo population, which/],
    [['--users', 'many'], /^--users must be a whole number/],
    [['--wat'], /npm start -- --help/],
  ])('%j is refused in a sentence', (args, message) => {
    expect(() => readStartOptions(args)).toThrow(UsageError);
    expect(() => readStartOptions(args)).toThrow(message);
  });

  test('says what there is where it is asked for help, whatever else is said', () => {
    expect(readStartOptions(['--help', '--no-seed', '--users', '500'])).toMatchObject({ help: true });
  });
});
