import { expect, test } from '@jest/globals';
import { UsageError } from '../../scripts/start/usage-error.ts';
import { help, readOptions } from './options.ts';

test('without options everything is measured', () => {
  expect(readOptions([])).toMatchObject({ capacity: null, seconds: 60, parts: new Set(['core', 'kafka']) });
});

test('every option is in the help, and the help is what --help asks for', () => {
  expect(readOptions(['--help'])).toBeNull();
  for (const name of ['people', 'seconds', 'probes', 'capacity', 'releases', 'kafka', 'postgres', 'parts'])
    expect(help).toContain(`--${name} `);
});

test.each([
  [['--seconds', '5'], /--seconds must be a whole number from 10 to 600/],
  [['--people', '99999999999999999999'], /--people must be a whole number from 150 to /],
  [['--capacity', 'much'], /--capacity must be a whole number/],
  [['--parts', 'core,disk'], /--parts must be core, kafka or core,kafka/],
])('%j is refused', (args, message) => {
  expect(() => readOptions(args)).toThrow(UsageError);
  expect(() => readOptions(args)).toThrow(message);
});
