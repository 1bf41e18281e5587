import { describe, expect, test } from '@jest/globals';
import { readMeasurement } from './measurement.ts';
import { readCapacityOptions } from './options.ts';

describe('the command line of npm run capacity', () => {
  test('reckons from the committed figures, up to 500,000 operations a second at 50 ms', () => {
    const options = readCapacityOptions([])!;
    expect(options).toMatchObject({ targetMs: 50, rates: [1_000, 10_000, 100_000, 500_000], measure: null });
    expect(options.file).toMatch(/loadtest\/results\/capacity\.json$/);
  });

  test('measures into a folder that git ignores', () => {
    const options = readCapacityOptions(['--measure', '--load', '60,20'])!;
    expect(options.file).toMatch(/loadtest\/reports\/capacity\.json$/);
    expect(options.measure).toMatchObject({ load: [20, 60], people: 2_000, visits: 100_000 });
  });

  test.each([
    [['figures.json', '--measure'], 'Either a FILE or --measure'],
    [['--people', '500'], '--people is about a measurement: add --measure.'],
    [['--rates', 'many'], "--rates must be a whole number from 1 to 100000000, and is 'many'."],
  ])('%j is refused with what to do instead', (args, sentence) => {
    expect(() => readCapacityOptions(args)).toThrow(sentence);
  });

  test('figures that are none are refused by name', () => {
    expect(() => readMeasurement('/nowhere/figures.json')).toThrow(/figures\.json can't be read .*--measure/);
    expect(() => readMeasurement('package.json')).toThrow('package.json is no measurement for the capacity model');
  });
});
