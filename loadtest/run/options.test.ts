import { describe, expect, test } from '@jest/globals';
import { readGrowthOptions } from '../growth/options.ts';
import { readOptions } from './options.ts';

describe('the command line of npm run loadtest', () => {
  test('has the scenario’s own rate and duration unless told, and people for the rate', () => {
    expect(readOptions([])).toMatchObject({ rate: 100, durationSeconds: 60, users: 500, only: null });
    expect(readOptions(['--scenario', 'soak'])).toMatchObject({ rate: 50, durationSeconds: 3_600 });
    expect(readOptions(['--rate', '200', '--duration', '5'])).toMatchObject({
      rate: 200,
      durationSeconds: 5,
      users: 1_000,
      product: { kind: 'own', people: 2_000, visits: 50_000 },
    });
  });

  test('takes as many people as have to watch live', () => {
    expect(readOptions(['--scenario', 'reconnect-storm', '--rate', '1'])?.users).toBe(301);
  });

  test('asked for help, is null', () => {
    expect(readOptions(['--help'])).toBeNull();
    expect(readGrowthOptions(['--help'])).toBeNull();
  });

  test.each([
    [['--scenario', 'lunch'], "There is no scenario 'lunch': take browse, burst, celebrity, soak, reconnect-storm"],
    [['--rate', 'fast'], "--rate must be a whole number from 1 to 20000, and is 'fast'."],
    [['--duration', '0'], '--duration must be a whole number from 1'],
    [['--only', 'sleep'], '--only must be one of discover, profile'],
    [['--url', 'localhost:4000'], '--url must be an http:// or https:// address'],
    [['--url', 'http://127.0.0.1:4000/graphql', '--fresh'], '--fresh is about a product that the test starts'],
    [['--quick'], "Unknown option '--quick': see 'npm run loadtest -- --help'"],
  ])('%j is refused with what to do instead', (args, sentence) => {
    expect(() => readOptions(args)).toThrow(sentence);
  });

  test('a growth table has a person for fifty visits', () => {
    expect(readGrowthOptions([])?.sizes.map(({ visits, people }) => [visits, people])).toEqual([
      [10_000, 200],
      [100_000, 2_000],
      [1_000_000, 20_000],
      [5_000_000, 100_000],
    ]);
    expect(() => readGrowthOptions(['--deeds', 'discover,sleep'])).toThrow("has 'sleep'");
  });
});
